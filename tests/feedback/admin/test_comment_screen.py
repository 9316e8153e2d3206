"""One comment at the desk: the original untouched, one verb an act, nothing typed is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback import referrals, responses, triage
from feedback.enums import Outcome, WorkState
from feedback.models import Point, Referral
from tests.factories.feedback import decide, make_comment, make_point, submit

REASON = "学位按常住人口配置，现有条件还不够。"


def address(comment):
    return reverse("weighing:comment", args=[comment.pk])


def held(point, act, **data):
    return {"act": act, "point": point.pk, "version": point.version, **data}


def test_a_point_is_made_of_the_sentences_ticked(as_, comment):
    response = as_("min").post(address(comment), {"act": "add", "sentence": "0", "text": ""})
    assert response.status_code == 302
    point = Point.objects.get()
    assert point.passage == "租房六年，请写明需要哪些材料。"
    assert point.text == point.passage


def test_the_original_is_shown_and_cannot_be_posted(as_, comment):
    page = as_("min").get(address(comment)).content.decode()
    assert comment.body.split("。")[0] in page
    as_("min").post(address(comment), {"act": "add", "body": "改过", "sentence": "0"})
    comment.refresh_from_db()
    assert comment.body == "租房六年，请写明需要哪些材料。另请公布实施细则。"


def test_deciding_and_sending_for_signature_is_one_click(as_, point):
    data = held(point, "decide", outcome="not_adopted", reason=REASON, submit="1")
    assert as_("min").post(address(point.comment), data).status_code == 302
    point.refresh_from_db()
    assert (point.outcome, point.state) == (Outcome.NOT_ADOPTED, WorkState.IN_REVIEW)


def test_a_promise_is_made_with_the_answer(as_, point, cast):
    data = held(
        point, "decide", outcome="adopted_elsewhere", reason="由实施细则规定办理材料。",
        promise="印发实施细则", promise_due="2027-03-01",
    )  # fmt: skip
    as_("min").post(address(point.comment), data)
    promise = point.commitments.get()
    assert (promise.text, promise.owner) == ("印发实施细则", cast.police)


@pytest.mark.parametrize("reason", ["", "太短", "不符合实际"])
def test_a_refused_reason_stays_on_the_screen(as_, point, reason):
    data = held(point, "decide", outcome="not_adopted", reason=reason)
    response = as_("min").post(address(point.comment), data)
    assert response.status_code == 409
    assert reason in response.content.decode()
    point.refresh_from_db()
    assert point.outcome == ""


def test_the_second_of_two_sees_both_wordings(as_, point, cast, now):
    stale = held(point, "decide", outcome="adopted", reason="我写的这一句")
    decide(point, "not_adopted", by=cast.wang, at=now, reason=REASON)
    response = as_("min").post(address(point.comment), stale)
    page = response.content.decode()
    assert response.status_code == 409
    assert REASON in page
    assert "我写的这一句" in page
    point.refresh_from_db()
    assert point.outcome == Outcome.NOT_ADOPTED


def test_a_question_goes_to_another_department_and_its_answer_is_taken(as_, point, cast, now):
    asked = held(point, "refer", department=cast.education.pk, question="能否入学？", days="5")
    as_("min").post(address(point.comment), asked)
    referral = Referral.objects.get()
    referrals.answer(
        referral=referral, text="符合条件的均可入学。", proposed_outcome="already_covered",
        signer="赵", by=cast.zhao, at=now,
    )  # fmt: skip
    point.refresh_from_db()
    as_("min").post(address(point.comment), held(point, "take", referral=referral.pk))
    point.refresh_from_db()
    assert (point.reason, point.answered_by) == ("符合条件的均可入学。", cast.education)


@pytest.mark.parametrize("name", ["zhao", "qian", "zhou", "wu"])
def test_others_do_not_find_it(as_, comment, name):
    response = as_(name).get(address(comment))
    assert response.status_code in (302, 404)
    assert comment.title not in response.content.decode()


@pytest.mark.parametrize("name", ["sun", "li"])
def test_who_only_reads_changes_nothing(as_, comment, name):
    response = as_(name).post(address(comment), {"act": "add", "sentence": "0"})
    assert response.status_code == 409
    assert not Point.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {}, {"act": "nope"}, {"act": "decide"}, {"act": "decide", "point": "-1", "version": "x"},
        {"act": "decide", "point": "9" * 30, "version": "1"}, {"act": "refer", "point": "１"},
        {"act": "add", "sentence": "999"}, {"act": "take", "referral": "0"},
        {"act": "decide", "promise": "印发", "promise_due": "2027-99-99"},
    ],
)  # fmt: skip
def test_hostile_posts_get_a_clear_refusal(as_, comment, data):
    response = as_("min").post(address(comment), data)
    assert response.status_code in (400, 404, 409)


def test_a_point_of_another_comment_is_not_reached(as_, point, closed_consultation):
    other = make_comment(closed_consultation)
    response = as_("min").post(address(other), held(point, "remove"))
    assert response.status_code == 404
    assert Point.objects.standing().exists()


def test_next_and_previous_keep_the_filter(as_, closed_consultation, cast, now):
    first, _second, third = (make_comment(closed_consultation) for _ in range(3))
    for one in (first, third):
        make_point(one, by=cast.min, at=now)
    page = as_("min").get(address(first) + "?state=new").content.decode()
    assert f"{address(third)}?state=new" in page


def test_a_signed_point_is_reopened_with_a_reason(as_, point, cast, now):
    decided = submit(decide(point, "not_adopted", by=cast.min, at=now), by=cast.min, at=now)
    (signed,) = responses.approve(points={decided.pk: decided.version}, by=cast.wang, at=now)
    as_("wang").post(address(point.comment), held(signed, "reopen", why="数字有误"))
    point.refresh_from_db()
    assert point.state == WorkState.REOPENED


def test_a_page_of_many_points_costs_no_more(as_, comment, cast, now):
    def add(number):
        for _ in range(number):
            triage.add_point(comment=comment, text="又一点", by=cast.min, at=now)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(comment)).status_code == 200
        return len(captured)

    client = as_("min")
    add(2)
    queries()
    few = queries()
    add(10)
    assert queries() <= few


def test_with_nothing_chosen_the_whole_comment_is_one_point(as_, comment):
    assert as_("min").post(address(comment), {"act": "add"}).status_code == 302
    point = Point.objects.get()
    assert (point.text, point.passage) == (comment.title, comment.body)
