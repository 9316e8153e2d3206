"""Where a consultation stands at an instant: one pure function and its twin in SQL.

The models' querysets stand on this module, so it finds models by name.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db.models import Case, CharField, Exists, OuterRef, Q, Subquery, Value, When

from consultation.enums import Stage

if TYPE_CHECKING:
    from consultation.models import Consultation


class Facts(NamedTuple):
    """What decides the stage. Instants are aware; None means the act has not happened."""

    withdrawn_at: datetime | None
    decided_at: datetime | None
    deliberated_at: datetime | None
    reported_at: datetime | None
    published_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    suspensions: Sequence[tuple[datetime, datetime | None]]


def derive(facts: Facts, at: datetime) -> Stage:
    """The first that holds at `at`; acts later than `at` have not happened yet."""

    def done(act: datetime | None) -> bool:
        return act is not None and act <= at

    if done(facts.withdrawn_at):
        return Stage.WITHDRAWN
    if any(start <= at and (end is None or at < end) for start, end in facts.suspensions):
        return Stage.SUSPENDED
    for act, stage in (
        (facts.decided_at, Stage.DECIDED),
        (facts.deliberated_at, Stage.DELIBERATED),
        (facts.reported_at, Stage.REPORTED),
    ):
        if done(act):
            return stage
    if not done(facts.published_at) or facts.opens_at is None or facts.closes_at is None:
        return Stage.PREPARING
    if at >= facts.closes_at:
        return Stage.CLOSED
    return Stage.OPEN if at >= facts.opens_at else Stage.SCHEDULED


def stage_of(consultation: "Consultation", at: datetime) -> Stage:
    """The stage at the aware instant `at`; uses prefetched `periods` and `suspensions`."""
    period = consultation.current_period
    return derive(
        Facts(
            consultation.withdrawn_at,
            consultation.decided_at,
            consultation.deliberated_at,
            consultation.reported_at,
            consultation.published_at,
            period.opens_at if period else None,
            period.closes_at if period else None,
            [(row.suspended_at, row.resumed_at) for row in consultation.suspensions.all()],
        ),
        at,
    )


def stage_expression(at: datetime) -> Any:
    """The twin of `stage_of` as an expression over a consultation row, with `opens_at` and
    `closes_at` of the latest round annotated by `latest_period`.
    """
    suspensions = apps.get_model("consultation", "Suspension").objects
    interrupted = suspensions.filter(
        Q(resumed_at=None) | Q(resumed_at__gt=at),
        consultation=OuterRef("pk"),
        suspended_at__lte=at,
    )
    whens = [
        When(withdrawn_at__lte=at, then=Value(Stage.WITHDRAWN.value)),
        When(Exists(interrupted), then=Value(Stage.SUSPENDED.value)),
        When(decided_at__lte=at, then=Value(Stage.DECIDED.value)),
        When(deliberated_at__lte=at, then=Value(Stage.DELIBERATED.value)),
        When(reported_at__lte=at, then=Value(Stage.REPORTED.value)),
        When(
            Q(published_at=None) | Q(published_at__gt=at) | Q(opens_at=None),
            then=Value(Stage.PREPARING.value),
        ),
        When(closes_at__lte=at, then=Value(Stage.CLOSED.value)),
        When(opens_at__lte=at, then=Value(Stage.OPEN.value)),
    ]
    return Case(*whens, default=Value(Stage.SCHEDULED.value), output_field=CharField())


def latest_period(field: str) -> Any:
    """A subquery for one field of the latest round."""
    periods = apps.get_model("consultation", "CommentPeriod").objects
    rounds = periods.filter(consultation=OuterRef("pk")).order_by("-number")
    return Subquery(rounds.values(field)[:1])
