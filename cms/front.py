"""What the home page tells: what is open, what was said and done, what was decided."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from cms.sections import days_left
from consultation.enums import Section
from consultation.models import Consultation
from feedback import totals
from feedback.enums import Outcome
from feedback.models import Report, ReportEntry

SHOWN = 3
# Reports among which an answer of each kind is looked for
RECENT = 100
OUTCOMES = (Outcome.ADOPTED, Outcome.PARTLY_ADOPTED, Outcome.NOT_ADOPTED)


@dataclass(frozen=True)
class OpenMatter:
    consultation: Any
    days_left: int
    comments: int | None


def page(at: datetime) -> dict[str, Any]:
    matters = open_matters(at)
    return {
        "at": at,
        "today": timezone.localdate(at),
        "open_count": len(matters),
        "matters": matters[:SHOWN],
        "said": said(at),
        "year": answered_since(at, timezone.localdate(at).replace(month=1, day=1)),
        "decided": decided(at),
        "total": Consultation.objects.visible().count(),
    }


def open_matters(at: datetime) -> list[OpenMatter]:
    """Everything open, closing first; two queries."""
    rows = list(Consultation.objects.open_at(at).select_related("lead").order_by("closes_at", "pk"))
    counts = totals.of_matters(row.pk for row in rows)
    return [
        OpenMatter(row, days_left(row.closes_at, at), counts[row.pk] if row.shows_totals else None)
        for row in rows
    ]


def said(at: datetime) -> list[ReportEntry]:
    """One recent answer of each kind, refusals as plainly as adoptions; a query for each, in the
    newest report whose figures have it.
    """
    reports = Report.objects.filter(
        published_at__lte=at,
        consultation__publications__section=Section.FEEDBACK,
        consultation__publications__held_at=None,
        is_imported=False,
    )
    figures = reports.order_by("-published_at", "-pk").values_list("pk", "figures__by_outcome")
    newest: dict[str, int] = {}
    for pk, by_outcome in figures[:RECENT]:
        for outcome, number in (by_outcome or {}).items():
            if number:
                newest.setdefault(outcome, pk)
    entries = ReportEntry.objects.select_related("report__consultation__lead").order_by("position")
    return [
        entry
        for outcome in OUTCOMES
        if outcome in newest
        and (entry := entries.filter(report=newest[outcome], outcome=outcome).first())
    ]


def answered_since(at: datetime, day: Any) -> dict[str, Any]:
    """How many points of how many matters were answered since `day`, by outcome."""
    reports = Report.objects.published().filter(
        published_at__lte=at, published_at__date__gte=day, is_imported=False
    )
    latest: dict[int, Report] = {}
    for report in reports.order_by("version"):
        latest[report.consultation_id] = report
    totals = dict.fromkeys(Outcome, 0)
    for report in latest.values():
        for value, number in report.figures.get("by_outcome", {}).items():
            totals[Outcome(value)] += number
    return {
        "matters": len(latest),
        "points": sum(totals.values()),
        "outcomes": [(outcome, number) for outcome, number in totals.items() if number],
    }


def decided(at: datetime) -> list[Any]:
    rows = Consultation.objects.visible().filter(decided_at__lte=at, withdrawn_at=None)
    return list(rows.select_related("decision").order_by("-decided_at")[:SHOWN])
