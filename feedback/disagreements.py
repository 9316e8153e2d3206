"""Answers of departments that contradict each other: settled, or published as such (R57)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Prefetch, QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from consultation import audit, permissions
from consultation.transactions import writing
from feedback.enums import Outcome, WorkState
from feedback.models import Point, Referral
from feedback.querysets import PointQuerySet, ReferralQuerySet
from feedback.referrals import UnableToRefer
from feedback.weighing import change, held, refuse_unless


@writing()
def record_disagreement(*, point: Point, version: int, text: str, by: Any, at: datetime) -> Point:
    """Let answers that contradict each other stand, and say how the lead went on (R57)."""
    if not (text := text.strip()):
        raise UnableToRefer(_("Write where the departments differ and what follows."))
    (point,) = held({point.pk: version}, by=by, at=at, may=permissions.can_draft)
    refuse_unless(
        [point], WorkState.OPEN, UnableToRefer(_("The point is signed. Reopen it first."))
    )
    (point,) = change([point], disagreement=text)
    audit.record(
        verb="point.disagreed", by=by, at=at, consultation=point.comment.consultation,
        subject=point, text=text,
    )  # fmt: skip
    return point


def contradicted(points: PointQuerySet) -> PointQuerySet:
    """Points whose departments' last answers propose different outcomes, unless recorded."""
    return points.filter(pk__in=differing(Referral.objects.all()), disagreement="")


def differing(asked: ReferralQuerySet) -> QuerySet[Any]:
    """Keys of the points of these questions on which departments propose different outcomes."""
    views = (
        asked.latest_answers()
        .exclude(proposed_outcome="")
        .values("point")
        .annotate(outcomes=Count("proposed_outcome", distinct=True))
    )
    return views.filter(outcomes__gt=1).values("point")


def with_views(points: PointQuerySet) -> PointQuerySet:
    """Points with the last answers of their departments that propose an outcome, as `views`."""
    answers = Referral.objects.latest_answers().exclude(proposed_outcome="")
    answers = answers.select_related("department").order_by("asked_at", "pk")
    return points.prefetch_related(Prefetch("referrals", answers, to_attr="views"))


def published(point: Point) -> str:
    """What is printed of a recorded disagreement: how the lead went on, then every view unaltered.

    Empty where none is recorded. `point` comes from `with_views`.
    """
    if not point.disagreement:
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        views = [
            f"{one.department.name}（{Outcome(one.proposed_outcome).label}）：{one.answer}"
            for one in point.views  # type: ignore[attr-defined]
        ]
    return "\n".join([f"部门意见不一致：{point.disagreement}", *views])
