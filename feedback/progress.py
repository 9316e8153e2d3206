"""How far each point of a comment has come, in words fit for its author at any time.

An outcome and its answer appear only once the report that holds them is public.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultation.enums import Section
from consultation.sections import report_due
from feedback.enums import Outcome, ReferralState, WorkState
from feedback.links import Link, articles, is_public
from feedback.models import Comment, Commitment, Point, Referral, Report, ReportEntry


@dataclass(frozen=True)
class Stop:
    """One of five stops; `at` is "done", "now", "todo" or "skip", `on` a date of the site."""

    label: Any
    at: str
    on: date | None = None
    words: Any = ""


@dataclass(frozen=True)
class PointStatus:
    """`number` counts the standing points from one; 0 while nobody has split the comment."""

    number: int
    text: str
    topic: str
    articles: list[Link]
    stops: list[Stop]
    entry: ReportEntry | None = None
    outcome_label: str = ""
    commitments: Sequence[Commitment] = ()


def points_for_receipt(comment: Comment, at: datetime) -> list[PointStatus]:
    """One status per standing point, or one without number; none for a withdrawn comment.

    Nothing personal is in it. A number of queries independent of the number of points.
    """
    if comment.withdrawn_at:
        return []
    due = stop_published(None, report_due(comment.consultation).on)
    received = Stop(
        pgettext_lazy("stop", "Received"), "done", timezone.localdate(comment.received_at)
    )
    points = list(
        comment.points.standing()
        .order_by("number")
        .prefetch_related("provisions__parent__parent", "referrals__department")
        .prefetch_related("commitments__owner")
    )
    if not points:
        waits = [
            Stop(label, "todo")
            for label in (pgettext_lazy("stop", "Referred"), pgettext_lazy("stop", "Conclusion"))
        ]
        split = Stop(
            pgettext_lazy("stop", "Split into points"), "now", words=_("waiting to be read")
        )
        return [PointStatus(0, "", "", [], [received, split, *waits, due])]
    answers = public_entries(comment, at)
    return [
        status(number, point, answers.get(point.pk), received, due)
        for number, point in enumerate(points, start=1)
    ]


def public_entries(comment: Comment, at: datetime) -> dict[int, ReportEntry]:
    """Point id → its row in the newest published report; none while the section is held back."""
    if not is_public(comment.consultation, Section.FEEDBACK):
        return {}
    entries = ReportEntry.objects.filter(
        point__comment=comment, report__published_at__lte=at
    ).select_related("report")
    return {entry.point_id: entry for entry in entries.order_by("report__published_at", "pk")}


def status(
    number: int, point: Point, entry: ReportEntry | None, received: Stop, due: Stop
) -> PointStatus:
    split = Stop(
        pgettext_lazy("stop", "Split into points"), "done", timezone.localdate(point.created_at)
    )
    asked = [one for one in point.referrals.all() if one.state in PUT_AND_STANDING]
    stops = [
        received,
        split,
        stop_referred(point, asked, entry),
        stop_concluded(point, asked, entry),
    ]
    if entry is None:
        return PointStatus(number, point.text, point.topic, articles(point), [*stops, due])
    return PointStatus(
        number=number,
        text=entry.text,
        topic=entry.topic,
        articles=articles(point, named_in=entry.provisions),
        stops=[*stops, stop_published(entry.report, None)],
        entry=entry,
        outcome_label=str(Outcome(entry.outcome).label),
        commitments=list(point.commitments.all()),
    )


PUT_AND_STANDING = (ReferralState.ASKED, ReferralState.ANSWERED)


def stop_referred(point: Point, asked: Sequence[Referral], entry: ReportEntry | None) -> Stop:
    if asked:
        names = "、".join(dict.fromkeys(str(one.department) for one in asked))
        first = min(timezone.localdate(one.asked_at) for one in asked)
        return Stop(pgettext_lazy("stop", "Referred"), "done", first, names)
    if entry or point.outcome:
        return Stop(pgettext_lazy("stop", "Referred"), "skip", None, _("not needed"))
    return Stop(pgettext_lazy("stop", "Referred"), "todo")


def stop_concluded(point: Point, asked: Sequence[Referral], entry: ReportEntry | None) -> Stop:
    label = pgettext_lazy("stop", "Conclusion")
    if point.state == WorkState.APPROVED and point.approved_at:
        return Stop(label, "done", timezone.localdate(point.approved_at))
    if entry:
        return Stop(label, "done", published_on(entry.report))
    waiting = [one for one in asked if one.state == ReferralState.ASKED]
    if waiting:
        words = _("waiting for the answer of another department")
        return Stop(label, "now", min(one.due_on for one in waiting), words)
    return Stop(label, "now", None, _("being studied"))


def stop_published(report: Report | None, due_on: date | None) -> Stop:
    label = pgettext_lazy("stop", "Published")
    if report:
        return Stop(label, "done", published_on(report))
    return Stop(label, "todo", due_on, _("not later than") if due_on else "")


def published_on(report: Report) -> date | None:
    return timezone.localdate(report.published_at) if report.published_at else None
