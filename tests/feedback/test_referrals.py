"""Questions to other departments: due in working days, answered unaltered, never with contacts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from consultation.errors import NotPermitted
from consultation.models import AuditEvent
from feedback import bundles, disagreements, referrals, reports, responses
from feedback.enums import ReferralState, WorkState
from feedback.errors import PointChanged
from feedback.models import Comment, Point, Referral
from tests.factories.feedback import decide, make_comment, make_point
from tests.factories.process import make_department

FRIDAY = datetime(2021, 9, 17, 2, 0, tzinfo=UTC)
ANSWER = "义务教育法第十二条规定就近入学，目前不能只凭房产证。"


@pytest.fixture
def point(closed_consultation, cast, now):
    return make_point(make_comment(closed_consultation), by=cast.min, at=now)


@pytest.fixture
def asked(point, cast, now):
    return ask(point, cast.education, cast.min, now)


def ask(point, department, by, at, **fields):
    point.refresh_from_db()
    (referral,) = referrals.refer(
        points={point.pk: point.version},
        department=department,
        question="能否只凭房产证入学？",
        by=by,
        at=at,
        **fields,
    )
    return referral


def reply(referral, by, at, outcome="not_adopted", **fields):
    return referrals.answer(
        referral=referral,
        text=ANSWER,
        proposed_outcome=outcome,
        signer="基础教育科 王科长",
        by=by,
        at=at,
        **fields,
    )


def test_a_question_is_due_in_working_days(closed_consultation, cast, now):
    """Saturday 18 September 2021 was worked; 19 to 21 were Mid-Autumn."""
    point = make_point(make_comment(closed_consultation), by=cast.min, at=now)
    referral = ask(point, cast.education, cast.min, FRIDAY, days=3)
    assert referral.due_on == date(2021, 9, 23)
    assert not referral.is_due_provisional
    point.refresh_from_db()
    assert point.state == WorkState.REFERRED


def test_without_a_number_the_procedure_says_how_long(asked):
    assert (asked.due_on - asked.asked_at.date()).days >= 12


@pytest.mark.parametrize("days", [0, -1, 121, 10**9])
def test_days_out_of_range_are_refused(point, cast, now, days):
    with pytest.raises(referrals.UnableToRefer):
        ask(point, cast.education, cast.min, now, days=days)


def test_several_points_are_asked_as_one_bundle(closed_consultation, cast, now):
    points = [make_point(make_comment(closed_consultation), by=cast.min, at=now) for _ in range(3)]
    made = referrals.refer(
        points={point.pk: 1 for point in points},
        department=cast.education,
        question="请一并答复",
        by=cast.min,
        at=now,
    )
    assert len(made) == 3
    with pytest.raises(PointChanged):
        referrals.refer(
            points={point.pk: 1 for point in points},
            department=cast.office,
            question="请一并答复",
            by=cast.min,
            at=now,
        )


def test_the_same_department_is_asked_once_at_a_time(asked, cast, now):
    with pytest.raises(referrals.UnableToRefer):
        ask(asked.point, cast.education, cast.min, now)
    assert Referral.objects.count() == 1


def test_neither_the_lead_nor_a_closed_department_is_asked(point, cast, now):
    gone = make_department(is_active=False)
    for department in (cast.police, gone):
        with pytest.raises(referrals.UnableToRefer):
            ask(point, department, cast.min, now)


def test_the_answer_stays_as_given(asked, cast, now):
    answered = reply(asked, cast.zhao, now, legal_basis="义务教育法第十二条")
    assert (answered.state, answered.answered_by) == (ReferralState.ANSWERED, cast.zhao)
    for act in (
        lambda: reply(asked, cast.zhao, now, outcome="adopted"),
        lambda: referrals.return_referral(referral=asked, reason="不归我们", by=cast.zhao, at=now),
        lambda: referrals.withdraw_referral(referral=asked, by=cast.min, at=now),
        lambda: referrals.extend(referral=asked, days=2, by=cast.zhao, at=now),
        lambda: referrals.transfer(referral=asked, department=cast.office, by=cast.zhao, at=now),
    ):
        with pytest.raises(referrals.UnableToRefer):
            act()
    answered.refresh_from_db()
    assert (answered.answer, answered.proposed_outcome) == (ANSWER, "not_adopted")


@pytest.mark.parametrize(
    "words",
    [{"text": " "}, {"signer": ""}, {"proposed_outcome": "maybe"}, {"signer": "长" * 61}],
)
def test_an_incomplete_answer_is_refused(asked, cast, now, words):
    given = {"text": ANSWER, "signer": "王科长", "proposed_outcome": ""} | words
    with pytest.raises(Exception, match=r".") as refusal:
        referrals.answer(referral=asked, by=cast.zhao, at=now, **given)
    assert "DomainError" in {base.__name__ for base in type(refusal.value).__mro__}
    asked.refresh_from_db()
    assert asked.state == ReferralState.ASKED


@pytest.mark.parametrize("who", ["min", "wang", "sun", "li", "wu"])
def test_nobody_answers_for_another_department(asked, cast, now, who):
    with pytest.raises(NotPermitted):
        reply(asked, getattr(cast, who), now)


def test_the_point_comes_back_when_the_last_question_is_settled(point, cast, now):
    first = ask(point, cast.education, cast.min, now)
    second = ask(point, cast.office, cast.min, now)
    reply(first, cast.zhao, now)
    point.refresh_from_db()
    assert point.state == WorkState.REFERRED
    referrals.withdraw_referral(referral=second, by=cast.min, at=now)
    point.refresh_from_db()
    assert point.state == WorkState.NEW


def test_a_question_can_be_returned_for_five_working_days(asked, cast, now):
    with pytest.raises(referrals.UnableToRefer):
        referrals.return_referral(
            referral=asked, reason="不归我们", by=cast.zhao, at=now + timedelta(days=25)
        )
    returned = referrals.return_referral(referral=asked, reason="不归我们", by=cast.zhao, at=now)
    assert (returned.state, returned.returned_by) == (ReferralState.RETURNED, cast.zhao)
    asked.point.refresh_from_db()
    assert asked.point.state == WorkState.NEW


def test_a_question_is_passed_on_with_at_least_five_working_days(asked, cast, now):
    late = now + timedelta(days=30)
    passed_on = referrals.transfer(
        referral=asked, department=cast.office, reason="属于办公室", by=cast.zhao, at=late
    )
    asked.refresh_from_db()
    assert asked.state == ReferralState.TRANSFERRED
    assert (passed_on.transferred_from, passed_on.question) == (asked, asked.question)
    assert passed_on.due_on >= late.date() + timedelta(days=5)
    assert not Referral.objects.visible_to(cast.zhao, now).filter(pk=passed_on.pk).exists()


@pytest.mark.parametrize("who", ["min", "zhao"])
def test_the_time_is_extended_once(asked, cast, now, who):
    extended = referrals.extend(referral=asked, days=5, by=getattr(cast, who), at=now)
    assert extended.due_on > asked.due_on
    with pytest.raises(referrals.UnableToRefer):
        referrals.extend(referral=asked, days=5, by=getattr(cast, who), at=now)


def test_what_is_overdue_is_found(asked):
    assert not Referral.objects.overdue_on(asked.due_on).exists()
    assert Referral.objects.overdue_on(asked.due_on + timedelta(days=1)).get() == asked


def test_a_referred_department_sees_what_it_was_asked_and_nothing_else(asked, cast, now):
    other = make_comment(asked.point.comment.consultation)
    make_point(other, by=cast.min, at=now)
    ask(Point.objects.get(comment=other), cast.office, cast.min, now)
    assert list(Referral.objects.visible_to(cast.zhao, now)) == [asked]
    assert Referral.objects.visible_to(cast.min, now).count() == 2
    assert not Comment.objects.visible_to(cast.zhao, now).exists()
    assert not Point.objects.visible_to(cast.zhao, now).exists()
    assert not Referral.objects.visible_to(cast.wu, now).exists()
    with pytest.raises(NotPermitted):
        referrals.withdraw_referral(referral=asked, by=cast.zhao, at=now)
    with pytest.raises(NotPermitted):
        referrals.extend(referral=asked, days=3, by=cast.wu, at=now)


def test_the_answer_is_taken_word_for_word(asked, cast, now):
    answered = reply(asked, cast.zhao, now, legal_basis="义务教育法第十二条")
    asked.point.refresh_from_db()
    point = responses.take_answer(
        referral=answered, version=asked.point.version, by=cast.min, at=now
    )
    assert (point.reason, point.outcome, point.answered_by) == (
        ANSWER,
        "not_adopted",
        cast.education,
    )
    assert point.legal_basis == "义务教育法第十二条"
    with pytest.raises(responses.UnableToDecide):
        responses.decide(
            points={point.pk: point.version},
            outcome="not_adopted",
            reason=ANSWER + "另外也没有必要。",
            answered_by=cast.education,
            by=cast.min,
            at=now,
        )


def contradict(point, cast, now):
    reply(ask(point, cast.education, cast.min, now), cast.zhao, now, outcome="not_adopted")
    differ(point, cast, now)


def differ(point, cast, now):
    """A third department would adopt."""
    third = make_department("某市司法局")
    Referral.objects.create(
        point=point, department=third, question="？", due_on=now.date(), asked_at=now,
        asked_by=cast.min, state=ReferralState.ANSWERED, answer="可以采纳", answered_at=now,
        answered_by=cast.wu, proposed_outcome="adopted",
    )  # fmt: skip


def submit(point, cast, now):
    point.refresh_from_db()
    return responses.submit(points={point.pk: point.version}, by=cast.min, at=now)


def test_contradicting_answers_block_until_recorded(point, cast, now):
    contradict(point, cast, now)
    point.refresh_from_db()
    decide(point, "not_adopted", by=cast.min, at=now)
    with pytest.raises(responses.UnableToSign):
        submit(point, cast, now)
    point.refresh_from_db()
    disagreements.record_disagreement(
        point=point,
        version=point.version,
        text="司法局主张采纳，教育局主张不采纳，按教育局意见办。",
        by=cast.min,
        at=now,
    )
    (point,) = submit(point, cast, now)
    assert point.state == WorkState.IN_REVIEW


def test_contradicting_answers_are_settled_by_a_new_answer(point, cast, now):
    contradict(point, cast, now)
    reply(ask(point, cast.education, cast.min, now), cast.zhao, now, outcome="adopted")
    point.refresh_from_db()
    decide(point, "adopted", by=cast.min, at=now)
    (point,) = submit(point, cast, now)
    assert point.state == WorkState.IN_REVIEW


def test_a_new_answer_lifts_an_earlier_disagreement(point, cast, now):
    contradict(point, cast, now)
    point.refresh_from_db()
    disagreements.record_disagreement(
        point=point, version=point.version, text="两家意见不同", by=cast.min, at=now
    )
    reply(ask(point, cast.education, cast.min, now), cast.zhao, now, outcome="deferred")
    point.refresh_from_db()
    assert point.disagreement == ""
    event = AuditEvent.objects.filter(verb="referral.answered").last()
    assert event.detail["lifted"] == "两家意见不同"


def test_nothing_is_submitted_while_a_question_waits(asked, cast, now):
    point = asked.point
    point.refresh_from_db()
    decide(point, "not_adopted", by=cast.min, at=now)
    with pytest.raises(responses.UnableToSign):
        submit(point, cast, now)


def test_several_departments_are_asked_at_once(point, cast, now):
    third = make_department("某市司法局")
    made = referrals.refer(
        points={point.pk: point.version}, department=cast.education, also=[third, cast.education],
        question="是否可行？", by=cast.min, at=now,
    )  # fmt: skip
    assert {one.department for one in made} == {cast.education, third}
    point.refresh_from_db()
    assert point.state == WorkState.REFERRED
    for one in ([cast.police], [make_department(is_active=False)]):
        with pytest.raises(referrals.UnableToRefer):
            referrals.refer(
                points={point.pk: point.version}, department=cast.office, also=one,
                question="？", by=cast.min, at=now,
            )  # fmt: skip


def ask_bundle(consultation, cast, now, size=3):
    points = [make_point(make_comment(consultation), by=cast.min, at=now) for _ in range(size)]
    return referrals.refer(
        points={point.pk: point.version for point in points}, department=cast.education,
        question="请一并答复", by=cast.min, at=now,
    )  # fmt: skip


def test_a_bundle_is_answered_with_one_answer(closed_consultation, cast, now, asked):
    bundle = ask_bundle(closed_consultation, cast, now)
    given = {"text": ANSWER, "proposed_outcome": "not_adopted", "signer": "王科长"}
    answered = bundles.answer_bundle(referral=bundle[1], by=cast.zhao, at=now, **given)
    assert {one.pk for one in answered} == {one.pk for one in bundle}
    assert {one.answer for one in answered} == {ANSWER}
    asked.refresh_from_db()
    assert asked.state == ReferralState.ASKED
    with pytest.raises(referrals.UnableToRefer):
        bundles.answer_bundle(referral=bundle[0], by=cast.zhao, at=now, **given)


def test_a_bundle_is_answered_by_its_department_only(closed_consultation, cast, now):
    bundle = ask_bundle(closed_consultation, cast, now)
    for who in (cast.min, cast.sun, cast.wu):
        with pytest.raises(NotPermitted):
            bundles.answer_bundle(referral=bundle[0], text=ANSWER, signer="王", by=who, at=now)
    assert Referral.objects.waiting().count() == 3


def test_a_recorded_disagreement_is_published_with_every_view(point, cast, now):
    contradict(point, cast, now)
    point.refresh_from_db()
    decide(point, "not_adopted", by=cast.min, at=now)
    point.refresh_from_db()
    words = "司法局主张采纳，教育局主张不采纳，按教育局意见办。"
    disagreements.record_disagreement(
        point=point, version=point.version, text=words, by=cast.min, at=now
    )
    (point,) = submit(point, cast, now)
    responses.approve(points={point.pk: point.version}, by=cast.wang, at=now)
    report = reports.draft_report(
        consultation=point.consultation, signed_on=timezone.localdate(now), by=cast.min, at=now
    )
    report = reports.publish_report(report=report, revision=report.revision, by=cast.wang, at=now)
    printed = report.entries.get().reason
    assert point.reason in printed
    assert words in printed
    assert all(view in printed for view in ("某市教育局（", ANSWER, "某市司法局（", "可以采纳"))
    assert reports.verify_report(report) == []


@pytest.fixture
def answered(closed_consultation, cast, now):
    """A bundle of three with one answer."""
    bundle = ask_bundle(closed_consultation, cast, now)
    given = {"text": ANSWER, "proposed_outcome": "not_adopted", "signer": "王科长"}
    return bundles.answer_bundle(referral=bundle[0], by=cast.zhao, at=now, **given)


def take_all(referral, cast, now):
    point = Point.objects.get(pk=referral.point_id)
    return bundles.take_bundle(referral=referral, version=point.version, by=cast.min, at=now)


def test_an_answer_is_taken_for_its_whole_bundle(answered, cast, now):
    assert len(take_all(answered[1], cast, now)) == 3
    points = Point.objects.filter(referrals__in=answered)
    assert {(one.outcome, one.reason, one.answered_by) for one in points} == {
        ("not_adopted", ANSWER, cast.education)
    }


def test_what_was_decided_or_contradicted_meanwhile_is_not_taken_with_it(answered, cast, now):
    own, other, _last = (Point.objects.get(pk=one.pk) for one in [a.point for a in answered])
    decide(own, "adopted", by=cast.min, at=now)
    differ(other, cast, now)
    assert [one.pk for one in take_all(answered[2], cast, now)] == [answered[2].point_id]
    assert Point.objects.get(pk=own.pk).outcome == "adopted"
    assert Point.objects.get(pk=other.pk).outcome == ""


def test_the_stale_taker_of_a_bundle_changes_nothing(answered, cast, now):
    version = Point.objects.get(pk=answered[0].point_id).version
    with pytest.raises(PointChanged):
        bundles.take_bundle(referral=answered[0], version=version - 1, by=cast.min, at=now)
    with pytest.raises(NotPermitted):
        bundles.take_bundle(referral=answered[0], version=version, by=cast.zhao, at=now)
    assert not Point.objects.filter(referrals__in=answered).exclude(outcome="").exists()
