"""Where an adopted point can be seen in the decision (R72)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from consultation import audit, permissions
from consultation.enums import TextKind
from consultation.errors import DomainError
from consultation.models import Provision
from consultation.transactions import writing
from feedback.enums import Outcome
from feedback.models import Point
from feedback.weighing import are_of, change, held, require_fit


class UnableToTrace(DomainError):
    """No article of this decision can show this point."""


@writing()
def trace(
    *,
    point: Point,
    version: int,
    provisions: Sequence[Provision],
    untraced_reason: str = "",
    by: Any,
    at: datetime,
) -> Point:
    """Name the articles of the decision that reflect the point, or say why none does.

    Allowed after the signature and after the report: outcome and answer stay untouched.
    """
    untraced_reason = untraced_reason.strip()
    require_fit(Point, untraced_reason=untraced_reason)
    (point,) = held({point.pk: version}, by=by, at=at, may=permissions.can_draft)
    if point.outcome not in Outcome.IN_THE_TEXT:
        raise UnableToTrace(_("Only an adopted point leaves a trace in the decision."))
    if not are_of(point.comment.consultation_id, provisions, kind=TextKind.DECISION):
        raise UnableToTrace(_("Choose articles of this matter's decision."))
    if not provisions and not untraced_reason:
        raise UnableToTrace(_("Choose an article or say why none shows the point."))
    (point,) = change([point], untraced_reason="" if provisions else untraced_reason)
    point.traces.set(provisions)
    audit.record(
        verb="point.traced", by=by, at=at, consultation=point.comment.consultation,
        subject=point, provisions=[provision.pk for provision in provisions],
        reason=untraced_reason,
    )  # fmt: skip
    return point
