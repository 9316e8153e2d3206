"""Taking back the last step at a comment: by whoever did it, while nobody has gone on from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from consultation import audit, permissions
from consultation.errors import DomainError
from consultation.models import AuditEvent
from consultation.transactions import writing
from feedback import referrals, triage, versions
from feedback.enums import WorkState
from feedback.errors import PointChanged
from feedback.models import Comment, Point, PointVersion, Referral
from feedback.queues import changes
from feedback.weighing import lock

RESTORED = (
    "point.edited", "point.removed", "point.assigned", "point.decided", "point.submitted",
)  # fmt: skip
UNDOABLE = (*RESTORED, "point.added", "referral.asked")


class UnableToUndo(DomainError):
    """There is no step of one's own to take back."""


@dataclass(frozen=True)
class Step:
    """The newest act on the points of a comment."""

    event: AuditEvent
    point: Point


def last_step(comment: Comment, by: Any) -> Step | None:
    """The step that this person can take back now."""
    points = {str(point.pk): point for point in comment.points.all()}
    asked = dict(Referral.objects.filter(point__comment=comment).values_list("pk", "point__pk"))
    events = AuditEvent.objects.filter(
        subject_type="feedback.point", subject_id__in=points
    ) | AuditEvent.objects.filter(
        subject_type="feedback.referral", subject_id__in=[str(pk) for pk in asked]
    )
    newest = newest_of(events.order_by().values_list("pk", flat=True))
    if newest is None or newest.by_id != by.pk or newest.verb not in UNDOABLE:
        return None
    key = newest.subject_id
    if newest.verb == "referral.asked":
        key = str(asked[int(key)])
    point = points[key]
    return None if point.state == WorkState.APPROVED else Step(newest, point)


def newest_of(keys: Iterable[int]) -> AuditEvent | None:
    """The last of a few events, whose keys are found first: asked for the last one, a planner reads
    the whole trail backwards to meet it.
    """
    return AuditEvent.objects.filter(pk=max(keys, default=0)).first()


@writing()
def undo(*, comment: Comment, event: int, by: Any, at: datetime) -> Point:
    """Take back the step that the screen named; refused when anything happened since."""
    permissions.require(permissions.can_draft(by, lock(comment.consultation_id), at))
    step = last_step(comment, by)
    if step is None or step.event.pk != event:
        raise UnableToUndo(_("This step can no longer be taken back: something came after it."))
    if comment.withdrawn_at or triage.is_reported(comment):
        raise UnableToUndo(_("This step can no longer be taken back: something came after it."))
    point = step.point
    if step.event.verb == "point.added":
        return triage.remove_point(point=point, version=point.version, by=by, at=at)
    if step.event.verb == "referral.asked":
        asked = Referral.objects.get(pk=int(step.event.subject_id))
        referrals.withdraw_referral(referral=asked, by=by, at=at)
        return Point.objects.get(pk=point.pk)
    return restore(point, step.event.verb, by, at)


def restore(point: Point, verb: str, by: Any, at: datetime) -> Point:
    kept = PointVersion.objects.filter(point=point, version=point.version - 1).first()
    if kept is None:
        raise UnableToUndo(_("This step can no longer be taken back: something came after it."))
    versions.keep([point])
    standing = Point.objects.filter(pk=point.pk, version=point.version)
    if standing.update(version=F("version") + 1, **versions.fields_of(kept)) != 1:
        raise PointChanged(list(Point.objects.filter(pk=point.pk)))
    point.provisions.set(kept.provisions)
    changes.note(point.consultation_id, [point.comment_id])
    audit.record(
        verb="point.undone", by=by, at=at, consultation=point.consultation, subject=point,
        undone=verb, version=kept.version,
    )  # fmt: skip
    return Point.objects.get(pk=point.pk)
