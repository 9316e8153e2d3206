"""Deciding with reasons, and the second person who signs (R45, R48)."""

import pytest
from django.db import IntegrityError, transaction

from consultation.errors import NotPermitted
from consultation.models import AuditEvent
from feedback import commitments, responses, traces
from feedback.enums import Outcome, WorkState
from feedback.errors import PointChanged
from feedback.models import Point
from feedback.reasons import is_generic
from tests.factories.feedback import (
    decide,
    make_comment,
    make_point,
    make_text,
    sign,
    submit,
)

REASON = "学位按常住人口配置，现有条件还不够。"


@pytest.fixture
def point(closed_consultation, cast, now):
    return make_point(make_comment(closed_consultation), by=cast.min, at=now)


def plainly(point, cast, now, **words):
    (point,) = responses.decide(points={point.pk: point.version}, by=cast.min, at=now, **words)
    return point


@pytest.mark.parametrize("outcome", Outcome.values)
def test_all_eight_outcomes_can_be_given(point, cast, now, outcome):
    point = plainly(point, cast, now, outcome=outcome, reason=REASON)
    assert (point.outcome, point.state) == (outcome, WorkState.DRAFTED)
    assert (point.decided_by, point.answered_by) == (cast.min, cast.police)


@pytest.mark.parametrize("outcome", [one for one in Outcome if one not in ("adopted", "noted")])
@pytest.mark.parametrize(
    "reason", ["", "太短了", "不 符 合 实 际 　", "该意见不符合我市实际情况，不予采纳。"]
)
def test_a_short_or_stock_reason_is_refused(point, cast, now, outcome, reason):
    with pytest.raises(responses.UnableToDecide):
        plainly(point, cast, now, outcome=outcome, reason=reason)


@pytest.mark.parametrize("outcome", ["adopted", "noted"])
def test_adopting_and_noting_need_no_reason(point, cast, now, outcome):
    assert plainly(point, cast, now, outcome=outcome).reason == ""


@pytest.mark.parametrize("outcome", ["", "maybe", "adopted,not_adopted", "ADOPTED"])
def test_an_unknown_outcome_is_refused(point, cast, now, outcome):
    with pytest.raises(responses.UnableToDecide):
        plainly(point, cast, now, outcome=outcome, reason=REASON)


@pytest.mark.parametrize(
    ("reason", "generic"),
    [
        ("不符合实际", True),
        ("经研究，该意见与我市实际不符，暂不予采纳。", True),
        ("感谢您的宝贵意见，因此暂时无法完全采纳！", True),
        ("不符合实际：城区学位缺口有三千个，无法一次放开。", False),
        ("市内已有规定，见户籍管理细则第八条。", False),
    ],
)
def test_what_remains_beside_stock_phrases_is_the_reason(reason, generic):
    assert is_generic(reason) is generic


def test_a_promise_stands_in_for_a_long_reason_elsewhere(point, cast, now):
    with pytest.raises(responses.UnableToDecide):
        plainly(point, cast, now, outcome="adopted_elsewhere", reason="见实施细则")
    commitments.make(
        consultation=point.comment.consultation, text="制定户口迁移实施细则", owner=cast.police,
        point=point, by=cast.min, at=now,
    )  # fmt: skip
    point = plainly(point, cast, now, outcome="adopted_elsewhere", reason="见实施细则")
    assert point.outcome == "adopted_elsewhere"


def test_many_points_are_decided_at_once_or_none(closed_consultation, cast, now):
    points = [make_point(make_comment(closed_consultation), by=cast.min, at=now) for _ in range(50)]
    for point in points[:3]:
        decide(point, "noted", by=cast.wang, at=now)
    with pytest.raises(PointChanged) as refusal:
        responses.decide(
            points={point.pk: 1 for point in points},
            outcome="deferred",
            reason=REASON,
            by=cast.min,
            at=now,
        )
    assert {one.pk for one in refusal.value.current} == {point.pk for point in points[:3]}
    assert not Point.objects.filter(outcome="deferred").exists()
    shown = dict(Point.objects.values_list("pk", "version"))
    responses.decide(points=shown, outcome="deferred", reason=REASON, by=cast.min, at=now)
    assert Point.objects.filter(outcome="deferred").count() == 50


@pytest.mark.parametrize("who", ["zhao", "qian", "sun", "li", "zhou", "wu"])
def test_another_department_decides_and_signs_nothing(point, cast, now, who):
    stranger = getattr(cast, who)
    shown = {point.pk: 1}
    for act in (
        lambda: responses.decide(points=shown, outcome="noted", by=stranger, at=now),
        lambda: responses.submit(points=shown, by=stranger, at=now),
        lambda: responses.approve(points=shown, by=stranger, at=now),
        lambda: responses.send_back(points=shown, note="改", by=stranger, at=now),
        lambda: responses.reopen(point=point, version=1, reason="改", by=stranger, at=now),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_a_second_person_signs(point, cast, now):
    point = sign(point, "not_adopted", by=cast.min, signer=cast.wang, at=now)
    assert (point.state, point.approved_by, point.decided_by) == ("approved", cast.wang, cast.min)
    verbs = AuditEvent.objects.filter(subject_id=str(point.pk), subject_type="feedback.point")
    assert [event.verb for event in verbs.order_by("pk")] == [
        "point.added",
        "point.decided",
        "point.submitted",
        "point.approved",
    ]


def test_a_drafter_does_not_sign(point, cast, now):
    point = submit(decide(point, "noted", by=cast.wang, at=now), by=cast.wang, at=now)
    with pytest.raises(NotPermitted):
        responses.approve(points={point.pk: point.version}, by=cast.min, at=now)


def test_nobody_signs_what_they_decided_or_submitted(point, cast, now):
    point = submit(decide(point, "noted", by=cast.wang, at=now), by=cast.min, at=now)
    with pytest.raises(responses.UnableToSign):
        responses.approve(points={point.pk: point.version}, by=cast.wang, at=now)
    (point,) = responses.send_back(
        points={point.pk: point.version}, note="再想想", by=cast.wang, at=now
    )
    point = submit(decide(point, "noted", by=cast.min, at=now), by=cast.wang, at=now)
    with pytest.raises(responses.UnableToSign):
        responses.approve(points={point.pk: point.version}, by=cast.wang, at=now)


def test_the_database_refuses_a_signature_on_ones_own_outcome(point, cast, now):
    point = decide(point, "noted", by=cast.wang, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Point.objects.filter(pk=point.pk).update(
            state="approved", approved_at=now, approved_by=cast.wang
        )


def test_a_list_is_signed_whole_or_not_at_all(closed_consultation, cast, now):
    comment = make_comment(closed_consultation)
    points = [make_point(comment, by=cast.min, at=now) for _ in range(3)]
    ready = [submit(decide(one, "noted", by=cast.min, at=now), by=cast.min, at=now)
             for one in points[:2]]  # fmt: skip
    own = submit(decide(points[2], "noted", by=cast.wang, at=now), by=cast.wang, at=now)
    shown = {one.pk: one.version for one in [*ready, own]}
    with pytest.raises(responses.UnableToSign):
        responses.approve(points=shown, by=cast.wang, at=now)
    assert not Point.objects.filter(state="approved").exists()
    del shown[own.pk]
    assert len(responses.approve(points=shown, by=cast.wang, at=now)) == 2


def test_sent_back_with_a_note_and_submitted_again(point, cast, now):
    point = submit(decide(point, "noted", by=cast.min, at=now), by=cast.min, at=now)
    with pytest.raises(responses.UnableToSign):
        responses.send_back(points={point.pk: point.version}, note=" ", by=cast.wang, at=now)
    (point,) = responses.send_back(
        points={point.pk: point.version}, note="写明依据", by=cast.wang, at=now
    )
    assert (point.state, point.returned_note, point.submitted_at) == ("drafted", "写明依据", None)
    point = submit(point, by=cast.min, at=now)
    assert point.returned_note == ""


def test_a_change_after_signing_reopens_that_point_only(closed_consultation, cast, now):
    comment = make_comment(closed_consultation)
    first, second = (
        sign(make_point(comment, by=cast.min, at=now), "noted", by=cast.min,
             signer=cast.wang, at=now)
        for _ in range(2)
    )  # fmt: skip
    with pytest.raises(responses.UnableToDecide):
        decide(first, "adopted", by=cast.min, at=now)
    first = responses.reopen(
        point=first, version=first.version, reason="漏了附件", by=cast.min, at=now
    )
    second.refresh_from_db()
    assert (first.state, first.approved_by, first.outcome) == ("reopened", None, "noted")
    assert second.state == "approved"
    first = sign(first, "deferred", by=cast.min, signer=cast.wang, at=now)
    assert first.outcome == "deferred"


def test_only_what_is_decided_is_submitted_and_only_what_is_submitted_signed(point, cast, now):
    with pytest.raises(responses.UnableToSign):
        submit(point, by=cast.min, at=now)
    point = decide(point, "noted", by=cast.min, at=now)
    with pytest.raises(responses.UnableToSign):
        responses.approve(points={point.pk: point.version}, by=cast.wang, at=now)


def test_an_adopted_point_names_the_article_that_shows_it(point, cast, now):
    article = make_text(point.comment.consultation, kind="decision", by=cast.min).provisions.first()
    draft = make_text(point.comment.consultation, kind="draft", by=cast.min).provisions.first()
    point = sign(point, "adopted", by=cast.min, signer=cast.wang, at=now)
    assert list(Point.objects.untraced()) == [point]
    for provisions, why in (([], ""), ([draft], "")):
        with pytest.raises(traces.UnableToTrace):
            traces.trace(
                point=point, version=point.version, provisions=provisions, untraced_reason=why,
                by=cast.min, at=now,
            )  # fmt: skip
    point = traces.trace(
        point=point, version=point.version, provisions=[article], by=cast.min, at=now
    )
    assert list(point.traces.all()) == [article]
    assert (point.state, point.outcome) == ("approved", "adopted")
    assert not Point.objects.untraced().exists()


def test_a_declined_point_leaves_no_trace(point, cast, now):
    point = decide(point, "not_adopted", by=cast.min, at=now)
    with pytest.raises(traces.UnableToTrace):
        traces.trace(
            point=point, version=point.version, provisions=[], untraced_reason="不采纳",
            by=cast.min, at=now,
        )  # fmt: skip
