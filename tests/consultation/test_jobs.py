"""Long work: asked for once, done at least once, with one result, one end, and a way to stop it."""

import io
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.utils.translation import gettext_lazy as _

from consultation import clock, jobs, outbox
from consultation.enums import JobState
from consultation.errors import Conflict, DomainError, NotPermitted
from consultation.models import AuditEvent, Job, OutboxMessage

seen = []


def count(*, job, at, **arguments):
    """Work in two steps that leaves a file."""
    seen.append((job.pk, transaction.get_connection().in_atomic_block, arguments))
    jobs.progress(job=job, done=1, total=2)
    jobs.progress(job=job, done=2)
    return jobs.Result(io.BytesIO("字".encode()), "意见.txt", "text/plain")


def nothing(*, job, at):
    return None


def refuse(*, job, at):
    raise DomainError(_("There is nothing to count."))


def break_down(*, job, at):
    raise ValueError("a citizen's words")


def die(*, job, at):
    """As after a SIGKILL: nothing more is heard."""
    raise SystemExit


def cancelled_meanwhile(*, job, at):
    jobs.cancel(job=Job.objects.get(pk=job.pk), by=job.asked_by, at=at)
    seen.append("cancelled")
    jobs.progress(job=job, done=1)
    seen.append("went on")


@pytest.fixture(autouse=True)
def kinds(settings):
    seen.clear()
    works = (count, nothing, refuse, break_down, die, cancelled_meanwhile)
    settings.JOBS = {work.__name__: f"{__name__}.{work.__name__}" for work in works}


@pytest.fixture
def start(cast, now):
    def starting(kind, **arguments):
        return jobs.start(kind=kind, title="清点", by=cast.min, at=now, **arguments)

    return starting


def relay_until_quiet(at):
    for _minute in range(30):
        outbox.relay(at=at)
        at += timedelta(minutes=1)
    return at


def test_a_job_is_done_and_keeps_its_result(start, cast, now):
    job = start("count", year=2026)
    assert job.state == JobState.WAITING
    assert outbox.relay(at=now, queue="quick") == 0
    assert outbox.relay(at=now, queue="export") == 1
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.tries) == (JobState.FINISHED, 2, 2, 1)
    assert (job.file.read().decode(), job.file_name) == ("字", "意见.txt")
    assert seen[0][2] == {"year": 2026}
    assert AuditEvent.objects.get(verb="job.start").by == cast.min


@pytest.mark.django_db(transaction=True)
def test_work_runs_outside_a_transaction(start, now):
    start("count")
    outbox.relay(at=now)
    assert seen[0][1] is False


def test_a_job_may_end_without_a_file(start, now):
    job = start("nothing")
    outbox.relay(at=now)
    job.refresh_from_db()
    assert (job.state, bool(job.file)) == (JobState.FINISHED, False)


def test_a_refusal_ends_it_at_once_in_words(start, now):
    job = start("refuse")
    outbox.relay(at=now)
    job.refresh_from_db()
    assert (job.state, job.tries) == (JobState.FAILED, 1)
    assert job.error == str(_("There is nothing to count."))


def test_a_fault_is_tried_three_times_and_tells_no_words(start, now):
    job = start("break_down")
    relay_until_quiet(now)
    job.refresh_from_db()
    assert (job.state, job.tries) == (JobState.FAILED, 3)
    assert "ValueError" in job.error
    assert "citizen" not in job.error


def test_a_killed_worker_costs_a_retry_and_not_the_result(start, now):
    job = start("die")
    with pytest.raises(SystemExit):
        outbox.relay(at=now)
    Job.objects.update(kind="count")
    assert jobs.revive(at=now) == 0  # it may be alive yet
    later = now + jobs.SILENT + timedelta(seconds=1)
    assert jobs.revive(at=later) == 1
    assert jobs.revive(at=later) == 0
    relay_until_quiet(later)
    job.refresh_from_db()
    assert (job.state, job.tries) == (JobState.FINISHED, 2)
    assert OutboxMessage.objects.filter(done_at=None).count() == 0


def test_work_that_kills_its_workers_ends_in_words(start, now):
    job, at = start("die"), now
    for _try in range(jobs.TRIES):
        with pytest.raises(SystemExit):
            outbox.relay(at=at)
        at += jobs.SILENT + timedelta(seconds=1)
        jobs.revive(at=at)
    outbox.relay(at=at)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error


def test_a_job_at_work_is_not_taken_by_another(start, now):
    job = start("count")
    assert jobs.take(job.pk, now)
    assert jobs.take(job.pk, now + jobs.SILENT / 2) is None


def test_who_was_taken_for_dead_writes_nothing_any_more(start, now):
    job = start("count")
    first = jobs.take(job.pk, now)
    second = jobs.take(job.pk, now + 2 * jobs.SILENT)
    with pytest.raises(jobs.Stopped):
        jobs.progress(job=first, done=1)
    with pytest.raises(jobs.Stopped):
        jobs.finish(job=first, at=now, result=count(job=second, at=now))
    assert not jobs.fail(job=first, at=now, reason="no")
    assert not first.file
    jobs.finish(job=second, at=now)
    job.refresh_from_db()
    assert (job.state, bool(job.file)) == (JobState.FINISHED, False)


def test_cancelling_stops_the_work_at_its_next_step(start, cast, now):
    job = start("cancelled_meanwhile")
    outbox.relay(at=now)
    job.refresh_from_db()
    assert seen == ["cancelled"]
    assert (job.state, job.cancelled_by) == (JobState.CANCELLED, cast.min)
    with pytest.raises(Conflict):
        jobs.cancel(job=job, by=cast.sun, at=now)


def test_a_cancelled_job_is_never_begun(start, cast, now):
    job = start("count")
    jobs.cancel(job=job, by=cast.sun, at=now)
    outbox.relay(at=now)
    assert seen == []


def test_only_its_asker_and_the_office_may_see_and_cancel(start, cast, now):
    job = start("count")
    for stranger in (cast.wang, cast.zhao, cast.li, cast.zhou, cast.wu):
        with pytest.raises(NotPermitted):
            jobs.cancel(job=job, by=stranger, at=now)
    assert jobs.may_see(cast.sun, job, now)
    assert jobs.may_take(cast.min, job, now)
    assert not jobs.may_take(cast.sun, job, now)
    cast.min.memberships.update(valid_until=now)
    assert not jobs.may_take(cast.min, job, now)


def test_a_job_ends_once(start, now):
    job = start("count")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(finished_at=now, failed_at=now)


def test_results_go_after_a_week(start, now):
    job = start("count")
    outbox.relay(at=now)
    job.refresh_from_db()
    storage, name = job.file.storage, job.file.name
    jobs.forget(at=clock.now() + jobs.KEPT - timedelta(hours=1))
    assert storage.exists(name)
    jobs.forget(at=clock.now() + jobs.KEPT + timedelta(hours=1))
    assert not storage.exists(name)
    assert not Job.objects.exists()
