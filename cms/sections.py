"""From an address to what stands there: the matter, its clock and its eight sections."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone

from cms.government import (
    CONSULTATIONS,
    DECISIONS,
    FEEDBACK,
    INTERPRETATIONS,
    Article,
    Column,
)
from consultation.calendar import last_day
from consultation.enums import Section, Stage
from consultation.models import Consultation
from consultation.sections import SectionState, dues_of, sections_of
from consultation.stages import stage_of

COLUMNS: dict[Section, Column] = {
    Section.INTERPRETATION: INTERPRETATIONS,
    Section.FEEDBACK: FEEDBACK,
    Section.DECISION: DECISIONS,
}


def find(slug: str, at: datetime, *also: str, **more: Any) -> Consultation:
    """A published consultation with what its pages read, and what one of them reads: relations
    `also`, and `more` expressions. 404 alike for unknown and unpublished.
    """
    found = (
        Consultation.objects.filter(slug=slug, published_at__lte=at)
        .select_related("lead", "decision_body", "profile", *also)
        .annotate(**more)
        .prefetch_related("periods", "suspensions", "publications")
        .first()
    )
    if found is None:
        raise Http404
    return found


def furniture(consultation: Consultation, section: Section, at: datetime) -> dict[str, Any]:
    """What stands on every page of a matter: stage, days left, sections, tags for the head."""
    dues = dues_of(consultation)
    sections = sections_of(consultation, at, dues)
    current = next(state for state in sections if state.section == section)
    stage = stage_of(consultation, at)
    period = consultation.current_period
    return {
        "consultation": consultation,
        "at": at,
        "stage": stage,
        "is_open": stage == Stage.OPEN,
        "period": period,
        "days_left": days_left(period.closes_at, at) if period and stage == Stage.OPEN else None,
        "sections": sections,
        "section": current,
        "dues": dues,
        "column": column_of(section),
        "tags": (COLUMNS.get(section, CONSULTATIONS), article(consultation, current)),
    }


def column_of(section: Section) -> str:
    return {Section.FEEDBACK: "feedback", Section.DECISION: "decisions"}.get(
        section, "consultations"
    )


def days_left(closes_at: datetime, at: datetime) -> int:
    """Days after today until the last one: 0 on the last day itself."""
    return max(0, (last_day(closes_at) - timezone.localdate(at)).days)


def article(consultation: Consultation, state: SectionState) -> Article:
    return Article(
        title=f"{consultation.title} {state.label}",
        published_at=state.published_at or consultation.published_at,
        source=consultation.lead.name,
        description=consultation.summary,
        keywords=consultation.topic,
    )
