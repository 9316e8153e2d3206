"""Stage: the pure function and the SQL twin agree at every instant for every facts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation import stages
from consultation.enums import Stage
from consultation.models import CommentPeriod, Consultation, Suspension
from tests.factories.process import make_consultation, make_user

DAY = datetime(2026, 3, 1, tzinfo=UTC)
instants = st.integers(0, 12).map(lambda n: DAY + timedelta(days=n))
acts = st.none() | instants


@st.composite
def facts(draw):
    opens = draw(acts)
    closes = opens + timedelta(days=draw(st.integers(1, 6))) if opens else None
    started = draw(acts)
    ended = None
    if started and draw(st.booleans()):
        ended = started + timedelta(days=draw(st.integers(1, 4)))
    return stages.Facts(
        withdrawn_at=draw(acts),
        decided_at=draw(acts),
        deliberated_at=draw(acts),
        reported_at=draw(acts),
        published_at=draw(acts),
        opens_at=opens,
        closes_at=closes,
        suspensions=[(started, ended)] if started else [],
    )


@pytest.fixture
def subject(db):
    return make_consultation(by=make_user())


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(facts=facts(), at=instants, nudge=st.sampled_from([-1, 0, 1]))
def test_the_twin_agrees_with_the_function(subject, facts, at, nudge):
    at = at + timedelta(microseconds=nudge)
    by = subject.created_by
    fields = {}
    for act in ("withdrawn", "decided", "deliberated", "reported", "published"):
        instant = getattr(facts, f"{act}_at")
        fields |= {f"{act}_at": instant, f"{act}_by": by if instant else None}
    Consultation.objects.filter(pk=subject.pk).update(withdrawal_reason="撤回", **fields)
    Suspension.objects.all().delete()
    CommentPeriod.objects.all().delete()
    if facts.opens_at:
        CommentPeriod.objects.create(
            consultation=subject, opens_at=facts.opens_at, closes_at=facts.closes_at
        )
    for start, end in facts.suspensions:
        Suspension.objects.create(
            consultation=subject, reason="暂停", suspended_at=start, suspended_by=by,
            resumed_at=end, resumed_by=by if end else None,
        )  # fmt: skip
    row = Consultation.objects.with_stage(at).get(pk=subject.pk)
    assert Stage(row.stage) == stages.stage_of(row, at) == stages.derive(facts, at)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (timedelta(microseconds=-1), Stage.SCHEDULED),
        (timedelta(0), Stage.OPEN),
        (timedelta(days=30, microseconds=-1), Stage.OPEN),
        (timedelta(days=30), Stage.CLOSED),
    ],
)
def test_a_period_is_half_open(db, moment, expected):
    consultation = make_consultation(opens_at=DAY, closes_at=DAY + timedelta(days=30))
    assert stages.stage_of(consultation, DAY + moment) == expected


def test_the_latest_round_counts(db):
    consultation = make_consultation(opens_at=DAY, closes_at=DAY + timedelta(days=30))
    CommentPeriod.objects.create(
        consultation=consultation, number=2, reason="补充征求意见",
        opens_at=DAY + timedelta(days=40), closes_at=DAY + timedelta(days=50),
    )  # fmt: skip
    at = DAY + timedelta(days=45)
    assert stages.stage_of(consultation, at) == Stage.OPEN
    assert list(Consultation.objects.open_at(at)) == [consultation]


def test_owing_a_report_is_a_predicate_not_a_stage(closed_consultation, now):
    assert list(Consultation.objects.owing_report(now)) == [closed_consultation]
