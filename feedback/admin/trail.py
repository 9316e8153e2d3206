"""The trail of each point: who did what, when, from what to what, and why."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from consultation.models import AuditEvent
from feedback.models import Point

WHY = ("note", "reason", "text", "lifted")
MOST = 500


@dataclass(frozen=True)
class Line:
    """One act; `before` and `after` are outcomes, `was` the reason that a decision replaced."""

    event: AuditEvent
    before: str = ""
    after: str = ""
    was: str = ""
    why: str = ""


def trails(points: Sequence[Point]) -> dict[int, list[Line]]:
    """Oldest first, for points whose referrals are loaded; one query for all of them."""
    owners = {("feedback.point", str(point.pk)): point.pk for point in points}
    for point in points:
        for referral in point.referrals.all():
            owners["feedback.referral", str(referral.pk)] = point.pk
    wanted = Q(pk=None)
    for kind in ("feedback.point", "feedback.referral"):
        keys = [key for name, key in owners if name == kind]
        wanted |= Q(subject_type=kind, subject_id__in=keys)
    found: dict[int, list[Line]] = defaultdict(list)
    events = AuditEvent.objects.filter(wanted).select_related("by").order_by("-pk")[:MOST]
    for event in reversed(events):
        found[owners[event.subject_type, event.subject_id]].append(line_of(event))
    return found


def line_of(event: AuditEvent) -> Line:
    detail: dict[str, Any] = event.detail
    before, after = detail.get("before", {}), detail.get("after", {})
    return Line(
        event,
        before=before.get("outcome", ""),
        after=after.get("outcome", ""),
        was=before.get("reason", "") if before.get("reason") != after.get("reason") else "",
        why=next((str(detail[name]) for name in WHY if detail.get(name)), ""),
    )
