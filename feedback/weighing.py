"""The common ground of the department's verbs: who may act, and compare-and-set on points.

Every verb on points locks its consultation first, so that a report is frozen from one state of
all its points. On SQLite the write transaction itself is that lock.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from consultation import permissions
from consultation.errors import DomainError
from consultation.models import Consultation, Provision
from feedback import versions
from feedback.errors import PointChanged
from feedback.models import Point
from feedback.queues import changes

Chosen = Mapping[int, int]
"""Point id → the version that the screen showed."""

May = Callable[[Any, Consultation, datetime], bool]


def lock(consultation_id: int) -> Consultation:
    """The consultation, locked against other acts of weighing but not against new comments."""
    return Consultation.objects.select_for_update(no_key=True).get(pk=consultation_id)


def held(points: Chosen, *, by: Any, at: datetime, may: May) -> list[Point]:
    """The chosen points of one matter as they stand, their consultation locked.

    `PointChanged` when one is not what the screen showed.
    """
    pks = list(points)
    matters = Consultation.objects.filter(comments__points__in=pks).distinct()
    ids = list(matters.values_list("pk", flat=True)[:2])
    if len(ids) > 1 or not points:
        raise DomainError(_("Choose at least one point, and only points of one matter."))
    if not ids:
        raise PointChanged([])
    permissions.require(may(by, lock(ids[0]), at))
    found = Point.objects.filter(pk__in=pks).select_related("comment__consultation__lead")
    standing = {point.pk: point for point in found}
    overtaken = [
        point
        for point in standing.values()
        if point.version != points[point.pk] or point.removed_at
    ]
    if overtaken or len(standing) != len(points):
        raise PointChanged(overtaken)
    if any(point.comment.withdrawn_at for point in standing.values()):
        raise DomainError(_("The comment was withdrawn by its author."))
    return [standing[pk] for pk in points]


def change(points: Sequence[Point], **fields: Any) -> list[Point]:
    """Set the same fields on every point whose version is still the one held; all or none."""
    by_version: dict[int, list[int]] = defaultdict(list)
    for point in points:
        by_version[point.version].append(point.pk)
    for version, pks in by_version.items():
        standing = Point.objects.filter(pk__in=pks, version=version, removed_at=None)
        if standing.update(version=F("version") + 1, **fields) != len(pks):
            raise PointChanged(list(Point.objects.filter(pk__in=pks)))
    versions.keep(points)
    for matter in {point.consultation_id for point in points}:
        changes.note(matter, [point.comment_id for point in points])
    return fresh(points)


def fresh(points: Iterable[Point]) -> list[Point]:
    """The same points in the same order, as the database has them now."""
    pks = [point.pk for point in points]
    now = Point.objects.select_related("comment__consultation__lead").in_bulk(pks)
    return [now[pk] for pk in pks]


def refuse_unless(points: Iterable[Point], states: Iterable[str], refusal: DomainError) -> None:
    """Raise `refusal` when a point is in none of the `states`."""
    if {point.state for point in points}.difference(states):
        raise refusal


def require_fit(model: type[models.Model], **words: str) -> None:
    """Refuse words longer than their column."""
    for name, value in words.items():
        field = model._meta.get_field(name)
        limit = getattr(field, "max_length", None)
        if limit and len(value) > limit:
            raise DomainError(
                _("%(field)s: at most %(limit)s characters, you wrote %(count)s."),
                field=getattr(field, "verbose_name", name), limit=limit, count=len(value),
            )  # fmt: skip


def are_of(consultation_id: int, provisions: Sequence[Provision], *, kind: str) -> bool:
    """Whether all provisions stand in texts of one kind of this consultation."""
    pks = {provision.pk for provision in provisions}
    own = Provision.objects.filter(
        pk__in=pks, version__consultation=consultation_id, version__kind=kind
    )
    return own.count() == len(pks)
