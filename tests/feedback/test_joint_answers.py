"""A large group is answered in the background, batch by batch; each batch is whole."""

import pytest

from consultation import jobs
from consultation.errors import Conflict, DomainError
from consultation.models import AuditEvent, Job
from feedback import groups, joint_answers, responses, same_text
from feedback.enums import WorkState
from feedback.models import CommentGroup, Point
from tests.factories.feedback import make_comment

pytestmark = pytest.mark.django_db
TEXT = "请保留第（六）条关于集体户口的规定，租房的年轻人也能落户，孩子可以就近入学。"
REASON = "第（六）条第2项已有规定，继续执行。"


@pytest.fixture
def group(closed_consultation, cast, now, monkeypatch):
    """Seven comments of one text, where batches are of three."""
    monkeypatch.setattr(joint_answers, "BATCH", 3)
    for _number in range(7):
        make_comment(closed_consultation, body=TEXT)
    search = same_text.search(consultation=closed_consultation, by=cast.min, at=now)
    jobs.run(at=now, job=search.pk)
    found = CommentGroup.objects.get()
    return groups.confirm(group=found, version=found.version, by=cast.min, at=now)


def ask(group, cast, now, **fields):
    words = {"text": "保留第（六）条", "outcome": "already_covered", "reason": REASON} | fields
    return joint_answers.weigh(
        group=group, version=group.version, answer=joint_answers.Answer(**words), by=cast.min,
        at=now,
    )  # fmt: skip


def answered():
    return Point.objects.filter(outcome="already_covered").count()


def test_a_large_group_is_answered_by_a_job(group, cast, now):
    job = ask(group, cast, now, submit=True)
    assert isinstance(job, Job)
    assert not Point.objects.exists()
    jobs.run(at=now, job=job.pk)
    job.refresh_from_db()
    assert (job.done, job.total, bool(job.finished_at)) == (7, 7, True)
    assert answered() == 7
    assert set(Point.objects.values_list("state", flat=True)) == {WorkState.IN_REVIEW}
    event = AuditEvent.objects.get(verb="group.weighed")
    assert (event.detail["answered"], event.detail["left"]) == (7, 0)


def test_nothing_of_the_answer_stands_in_the_job(group, cast, now):
    assert ask(group, cast, now).arguments == {"group": group.pk}


def test_only_one_answer_is_under_way(group, cast, now):
    ask(group, cast, now)
    group.refresh_from_db()
    with pytest.raises(Conflict):
        ask(group, cast, now)


def test_what_the_words_alone_forbid_is_refused_at_once(group, cast, now):
    with pytest.raises(DomainError):
        ask(group, cast, now, outcome="not_adopted", reason="不符合实际")
    assert not Job.objects.filter(kind=joint_answers.KIND).exists()


def test_stopped_work_leaves_whole_batches_and_goes_on_when_asked_again(
    group, cast, now, monkeypatch
):
    job = ask(group, cast, now)
    answer_batch = joint_answers.answer_batch

    def stopped_in_the_second(*args):
        if answered():
            jobs.cancel(job=job, by=cast.min, at=now)
        return answer_batch(*args)

    monkeypatch.setattr(joint_answers, "answer_batch", stopped_in_the_second)
    jobs.run(at=now, job=job.pk)
    assert answered() == 6
    monkeypatch.setattr(joint_answers, "answer_batch", answer_batch)
    group.refresh_from_db()
    jobs.run(at=now, job=ask(group, cast, now).pk)
    assert answered() == Point.objects.count() == 7


def test_a_batch_that_fails_leaves_nothing_of_itself(group, cast, now, monkeypatch):
    job = ask(group, cast, now)
    decide = responses.decide

    def refusing_later(**given):
        if answered():
            raise DomainError("法律依据已失效")
        return decide(**given)

    monkeypatch.setattr(responses, "decide", refusing_later)
    jobs.run(at=now, job=job.pk)
    job.refresh_from_db()
    assert job.error == "法律依据已失效"
    assert answered() == Point.objects.count() == 3


def test_who_lost_the_right_meanwhile_answers_nothing(group, cast, now):
    job = ask(group, cast, now)
    cast.min.memberships.update(valid_until=now)
    jobs.run(at=now, job=job.pk)
    job.refresh_from_db()
    assert job.failed_at
    assert not Point.objects.exists()


def test_a_comment_confirmed_later_waits_for_its_own_answer(group, closed_consultation, cast, now):
    job = ask(group, cast, now)
    make_comment(closed_consultation, body=TEXT)
    search = same_text.search(consultation=closed_consultation, by=cast.min, at=now)
    jobs.run(at=now, job=search.pk)
    jobs.run(at=now, job=job.pk)
    assert answered() == 7
