"""Taking back an act on many points: all of it or nothing, by whoever did it, unless anybody has
gone on from it since.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from consultation import audit, permissions
from consultation.models import AuditEvent, Consultation
from consultation.transactions import writing
from feedback import referrals, triage, versions
from feedback.models import Point, PointVersion, Referral
from feedback.queues import changes
from feedback.undo import UnableToUndo, newest_of
from feedback.weighing import lock

DONE, UNDONE = "points.changed", "points.undone"
BATCH = 100
OFFERED = timedelta(days=1)
"""How long after it an act may be taken back as a whole."""


def note(
    *,
    act: str,
    consultation: Consultation,
    before: Mapping[int, int],
    after: Iterable[Point],
    asked: Iterable[Referral] = (),
    by: Any,
    at: datetime,
) -> AuditEvent:
    """In the transaction of the act: which points it changed, from which version to which.

    `before` lacks the points that the act made; `asked` are the questions that it put.
    """
    points = [[point.pk, before.get(point.pk, 0), point.version] for point in after]
    return audit.record(
        verb=DONE, by=by, at=at, consultation=consultation, subject=consultation, act=act,
        points=points, asked=[one.pk for one in asked],
    )  # fmt: skip


def last(consultation: Consultation, by: Any, at: datetime) -> AuditEvent | None:
    """The newest act on many points of this person, if it is young and was not taken back."""
    about = AuditEvent.objects.filter(
        subject_type=Consultation._meta.label_lower, subject_id=str(consultation.pk)
    )
    acts = about.filter(verb__in=(DONE, UNDONE)).values_list("pk", "by")
    newest = newest_of(pk for pk, who in acts if who == by.pk)
    is_open = newest is not None and newest.verb == DONE and newest.at > at - OFFERED
    return newest if is_open else None


@writing()
def undo(*, consultation: Consultation, event: int, by: Any, at: datetime) -> int:
    """Take back the act that the screen named; returns how many points stand as before."""
    consultation = lock(consultation.pk)
    permissions.require(permissions.can_draft(by, consultation, at))
    act = last(consultation, by, at)
    if act is None or act.pk != event:
        raise UnableToUndo(_("This step can no longer be taken back: something came after it."))
    rows: list[tuple[int, int, int]] = act.detail["points"]
    refuse_moved({pk: left for pk, _stood, left in rows})
    for referral in Referral.objects.filter(pk__in=act.detail["asked"]).order_by("pk"):
        referrals.withdraw_referral(referral=referral, by=by, at=at)
    for point in Point.objects.filter(pk__in=[pk for pk, stood, _left in rows if not stood]):
        triage.remove_point(point=point, version=point.version, by=by, at=at)
    restore({pk: stood for pk, stood, _left in rows if stood}, act, by, at)
    audit.record(
        verb=UNDONE, by=by, at=at, consultation=consultation, subject=consultation, undone=act.pk
    )
    return len(rows)


def refuse_moved(left: Mapping[int, int]) -> None:
    """Unless every point still has the version in which the act left it."""
    points = Point.objects.filter(pk__in=left).values_list("pk", "version", "comment__withdrawn_at")
    moved = sum(version != left[pk] or withdrawn is not None for pk, version, withdrawn in points)
    if moved:
        raise UnableToUndo(
            ngettext_lazy(
                "%(number)s of the points has been changed since. Nothing was taken back.",
                "%(number)s of the points have been changed since. Nothing was taken back.",
                "number",
            ),
            number=moved,
        )


def restore(stood: Mapping[int, int], act: AuditEvent, by: Any, at: datetime) -> None:
    """Let points stand as in these versions. The consultation is locked, and none has moved."""
    if not stood:
        return
    points = list(Point.objects.filter(pk__in=stood).select_related("consultation").order_by("pk"))
    kept = {
        one.point_id: one
        for one in PointVersion.objects.filter(point__in=stood)
        if one.version == stood[one.point_id]
    }
    versions.keep(points)
    for point in points:
        point.version += 1
        for name, value in versions.fields_of(kept[point.pk]).items():
            setattr(point, name, value)
    audit.record_each(
        verb="point.undone", by=by, at=at, consultation=points[0].consultation,
        subjects=(
            (one, {"undone": act.detail["act"], "version": stood[one.pk]}) for one in points
        ),
    )  # fmt: skip
    Point.objects.bulk_update(points, [*versions.KEPT, "version"], batch_size=BATCH)
    changes.note(points[0].consultation_id, [point.comment_id for point in points])
