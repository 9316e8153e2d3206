"""Where a consultation stands at an instant: one pure function and its twin in SQL.

The models' querysets stand on this module, so it finds models by name.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, F, Func
from django.db.models.sql.compiler import SQLCompiler

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


class StageAt(Func):
    """The twin of `derive` over the row of a consultation.

    Written out, because the same in a dozen nested objects of the ORM costs more processor than
    all the rest of accepting a comment.
    """

    output_field = CharField()
    sql = """CASE
        WHEN {row}.withdrawn_at <= %s THEN 'withdrawn'
        WHEN EXISTS (
            SELECT 1 FROM consultation_suspension AS suspension
            WHERE suspension.consultation_id = {row}.id AND suspension.suspended_at <= %s
            AND (suspension.resumed_at IS NULL OR suspension.resumed_at > %s)
        ) THEN 'suspended'
        WHEN {row}.decided_at <= %s THEN 'decided'
        WHEN {row}.deliberated_at <= %s THEN 'deliberated'
        WHEN {row}.reported_at <= %s THEN 'reported'
        WHEN {row}.published_at <= %s THEN COALESCE((
            SELECT CASE
                WHEN round.closes_at <= %s THEN 'closed'
                WHEN round.opens_at <= %s THEN 'open'
                ELSE 'scheduled'
            END
            FROM consultation_commentperiod AS round
            WHERE round.consultation_id = {row}.id ORDER BY round.number DESC LIMIT 1
        ), 'preparing')
        ELSE 'preparing'
    END"""

    def __init__(self, at: datetime) -> None:
        super().__init__(F("pk"))
        self.at = at

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **_more: Any
    ) -> tuple[str, tuple[Any, ...]]:
        (key,) = self.get_source_expressions()
        row, _dot, _column = compiler.compile(key)[0].rpartition(".")
        at = connection.ops.adapt_datetimefield_value(self.at)
        return self.sql.format(row=row), (at,) * self.sql.count("%s")


def latest_period(field: str) -> Func:
    """One field of the latest round, over the row of a consultation."""
    found: Any = apps.get_model("consultation", "CommentPeriod")._meta.get_field(field)
    return Func(
        F("pk"),
        template=f"(SELECT round.{found.column} FROM consultation_commentperiod AS round"  # noqa: S608 — the name is the model's own
        " WHERE round.consultation_id = %(expressions)s ORDER BY round.number DESC LIMIT 1)",
        output_field=found,
    )
