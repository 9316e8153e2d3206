"""The pages of groups: people decide, without a script, and nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation import jobs
from consultation.models import Job
from feedback import joint_answers
from feedback.models import CommentGroup, Point
from tests.factories.feedback import make_comment
from tests.feedback.test_groups import HEAD, OWN, REASON, look, members, send


@pytest.fixture
def comments(closed_consultation):
    return send(closed_consultation)


@pytest.fixture
def group(closed_consultation, comments, cast, now):
    look(closed_consultation, cast.min, now)
    return CommentGroup.objects.get()


def page_of(group):
    return reverse("weighing:group", args=[group.pk])


def post(client, group, act, **data):
    version = CommentGroup.objects.get(pk=group.pk).version
    return client.post(page_of(group), {"act": act, "version": version} | data)


def test_a_search_is_asked_for_once(as_, closed_consultation, comments):
    address = reverse("weighing:groups", args=[closed_consultation.pk])
    assert as_("min").post(address).status_code == 302
    assert as_("min").post(address).status_code == 409
    assert Job.objects.get().kind == "groups.find"
    assert as_("sun").post(address).status_code == 409
    assert as_("zhao").get(address).status_code == 404


def test_the_list_shows_comments_people_and_texts_apart(as_, group, closed_consultation):
    address = reverse("weighing:groups", args=[closed_consultation.pk])
    content = as_("min").get(address).content.decode()
    assert HEAD in content
    assert len(re.findall(r'<td class="num"[^>]*>4</td>', content)) == 3
    assert re.search(r'<td class="num"[^>]*>1</td>', content)


def test_the_page_shows_what_each_says_of_its_own(as_, group, comments):
    content = as_("min").get(page_of(group)).content.decode()
    assert content.count(f"<mark><bdi>{OWN}</bdi></mark>") == 1
    assert all(comment.receipt_number in content for comment in comments)
    own = as_("min").get(page_of(group), {"own": "1"}).content.decode()
    assert comments[3].receipt_number in own
    assert comments[0].receipt_number not in own


def test_the_curve_has_a_table_beside_it(as_, group, closed_consultation, comments):
    late = comments[0].received_at + timedelta(days=3)
    type(comments[0]).objects.filter(pk=comments[0].pk).update(received_at=late)
    content = as_("min").get(page_of(group)).content.decode()
    assert content.count("<rect") == 2
    assert content.count('<td class="num">3</td>') == 1
    assert content.count('<td class="num">1</td>') == 1


def test_a_group_is_confirmed_and_answered_on_one_page(as_, group, comments):
    client = as_("min")
    assert "w-reason" not in client.get(page_of(group)).content.decode()
    assert post(client, group, "confirm").status_code == 302
    answer = {"text": "保留第（六）条", "outcome": "already_covered", "reason": REASON}
    assert post(client, group, "weigh", **answer).status_code == 302
    assert Point.objects.filter(outcome="already_covered").count() == 4
    assert Point.objects.get(outcome="").passage == OWN


def test_a_refused_answer_keeps_its_words(as_, group):
    post(as_("min"), group, "confirm")
    words = {"text": "写了很久的要点", "outcome": "not_adopted", "reason": "不符合实际"}
    response = post(as_("min"), group, "weigh", **words)
    content = response.content.decode()
    assert response.status_code == 409
    assert all(word in content for word in ("写了很久的要点", "不符合实际"))
    assert 'value="not_adopted" checked' in content
    assert not Point.objects.exists()


def test_comments_are_taken_out_split_off_and_brought_together(as_, group, comments):
    client = as_("min")
    first, *others = [comment.pk for comment in comments]
    assert post(client, group, "take_out", comment=[first]).status_code == 302
    assert post(client, group, "split", comment=others[:2]).status_code == 302
    second = CommentGroup.objects.get(number=2)
    assert members(second) == set(others[:2])
    assert post(client, second, "merge", into=1).status_code == 302
    assert members(group) == set(others)
    assert post(client, group, "dissolve").status_code == 302
    assert CommentGroup.objects.get(pk=group.pk).dissolved_at
    assert 'value="dissolve"' not in client.get(page_of(group)).content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"act": "nothing"}, {"act": "split", "comment": "x"}, {"act": "move", "into": "9" * 30},
        {"act": "merge"}, {"act": "confirm", "version": "١"}, {"act": "confirm", "version": ""},
        {"act": "take_out", "comment": ["-1", "\x00", "1e9"]}, {},
    ],
)  # fmt: skip
def test_hostile_forms_are_refused_in_words(as_, group, comments, data):
    response = as_("min").post(page_of(group), {"version": group.version} | data)
    assert response.status_code == 409
    assert len(members(group)) == 4


def test_an_outdated_page_changes_nothing(as_, group):
    stale = group.version
    post(as_("min"), group, "confirm")
    response = as_("wang").post(page_of(group), {"act": "dissolve", "version": stale})
    assert response.status_code == 409
    assert CommentGroup.objects.get().dissolved_at is None


@pytest.mark.parametrize(("who", "status"), [("zhao", 404), ("li", 404), ("sun", 200)])
def test_who_may_look(as_, group, who, status):
    assert as_(who).get(page_of(group)).status_code == status


def test_the_office_looks_and_does_not_act(as_, group):
    assert 'name="act"' not in as_("sun").get(page_of(group)).content.decode()
    assert post(as_("sun"), group, "confirm").status_code == 409
    assert not CommentGroup.objects.exclude(confirmed_at=None).exists()


def test_words_of_citizens_are_shown_as_words(as_, closed_consultation, cast, now):
    body = "<script>alert(1)</script>请公布集体户口簿的借用办法，并说明理由。\u202e"
    send(closed_consultation, [body, body + "另外<b>请</b>延长期限。"])
    look(closed_consultation, cast.min, now)
    group = CommentGroup.objects.get()
    content = as_("min").get(page_of(group)).content.decode()
    assert "<script>alert" not in content
    assert "<b>请" not in content


@pytest.mark.parametrize("name", ["weighing:groups", "weighing:group"])
def test_the_number_of_queries_is_constant(as_, closed_consultation, group, cast, now, name):
    client = as_("min")
    address = reverse(name, args=[closed_consultation.pk if name.endswith("s") else group.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(12):
        make_comment(closed_consultation, body=HEAD + f"请把第{number}类房屋也算进去。")
        send(closed_consultation, [f"请公布第{number}批名单，并写明依据和办理的地点。"] * 2)
    look(closed_consultation, cast.min, now)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_a_comment_leads_to_its_group(as_, group, comments):
    address = reverse("weighing:comment", args=[comments[3].pk])
    assert page_of(group) in as_("min").get(address).content.decode()


def test_a_large_group_says_how_far_its_answer_is(as_, group, monkeypatch):
    monkeypatch.setattr(joint_answers, "BATCH", 2)
    client = as_("min")
    post(client, group, "confirm")
    words = {"text": "保留", "outcome": "already_covered", "reason": REASON, "submit": "1"}
    assert post(client, group, "weigh", **words).status_code == 302
    job = Job.objects.get(kind=joint_answers.KIND)
    content = client.get(page_of(group)).content.decode()
    assert reverse("desk:job", args=[job.pk]) in content
    assert "w-reason" not in content
    assert post(client, group, "weigh", **words).status_code == 409
    jobs.run(at=job.asked_at, job=job.pk)
    assert REASON in client.get(page_of(group)).content.decode()
    assert Point.objects.filter(state="in_review").count() == 4
