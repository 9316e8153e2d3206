"""The eight sections and the seven stations of a consultation, as the public sees them.

Both read prefetched `publications`, `periods` and `suspensions` and run no query of their own
beyond the calendar of working days.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation import calendar
from consultation.enums import Section, Stage
from consultation.models import CommentPeriod, Consultation, Department, SectionPublication
from consultation.stages import stage_of

RULES: dict[Section, Any] = {
    Section.NOTICE: _("The notice opens the consultation."),
    Section.DRAFT: _("The draft is published with the notice."),
    Section.INTERPRETATION: _("Who drafts also explains, together with the draft."),
    Section.BACKGROUND: _("Why the draft was made is published with it."),
    Section.FEEDBACK: _("The report is due within %(days)s working days after closing."),
    Section.DELIBERATION: _("The meeting is published after the report on the comments."),
    Section.DECISION: _("The decision is published within %(days)s working days of the meeting."),
    Section.COMMENT: _("Comments are taken while the period is open."),
}


@dataclass(frozen=True)
class SectionState:
    """What stands at a section's address at an instant.

    `expected_on` is a date in the site's zone, provisional where the calendar of that year is
    not known; `owed_by` the department that owes the section while it is not public. A section
    that `came_later` was first published elsewhere, on a day that is not known here.
    """

    section: Section
    label: Any
    url: str
    is_public: bool
    published_at: datetime | None
    came_later: bool
    held_reason: str
    expected_on: date | None
    is_provisional: bool
    rule: Any
    owed_by: Department


@dataclass(frozen=True)
class Station:
    """One stop of a matter: `at` is "done", "now" or "todo"; `on` its day, past or expected."""

    label: Any
    at: str
    on: date | None
    words: Any
    is_provisional: bool = False


@dataclass(frozen=True)
class Due:
    """A day by which something is owed."""

    on: date | None
    is_provisional: bool = False


def report_due(consultation: Consultation, days: calendar.WorkingDays | None = None) -> Due:
    """The last day for the feedback report: the profile's working days after closing (R63).

    A list passes the working `days` that it read once.
    """
    return after_closing(consultation, consultation.profile.report_due_days, days)


def report_warning(consultation: Consultation, days: calendar.WorkingDays | None = None) -> Due:
    """The day from which the desk says that the report is nearly due (R63)."""
    return after_closing(consultation, consultation.profile.report_warn_days, days)


def after_closing(
    consultation: Consultation, number: int, days: calendar.WorkingDays | None
) -> Due:
    period = consultation.current_period
    if period is None:
        return Due(None)
    return due_after(calendar.last_day(period.closes_at), number, days)


def decision_due(consultation: Consultation, days: calendar.WorkingDays | None = None) -> Due:
    if consultation.deliberated_at is None:
        return Due(None)
    deliberated_on = timezone.localdate(consultation.deliberated_at)
    return due_after(deliberated_on, consultation.profile.decision_due_days, days)


def due_after(day: date, number: int, days: calendar.WorkingDays | None) -> Due:
    days = days or calendar.WorkingDays(day, calendar.reach_of(day, number))
    counted = days.after(day, number)
    return Due(counted.date, counted.is_provisional)


@dataclass(frozen=True)
class Dues:
    """By when a matter owes its report and its decision; nothing once they are public."""

    report: Due
    decision: Due


def dues_of(consultation: Consultation) -> Dues:
    """One query of the calendar for each that is still owed."""
    return Dues(
        report=Due(None) if consultation.reported_at else report_due(consultation),
        decision=Due(None) if consultation.decided_at else decision_due(consultation),
    )


def section_url(consultation: Consultation, section: Section) -> str:
    return reverse(f"consultation:{section.value}", kwargs={"slug": consultation.slug})


def sections_of(
    consultation: Consultation, at: datetime, dues: Dues | None = None
) -> list[SectionState]:
    """The eight sections in their fixed order (R2)."""
    rows = {row.section: row for row in consultation.publications.all()}
    dues = dues or dues_of(consultation)
    owed = {Section.FEEDBACK: dues.report, Section.DECISION: dues.decision}
    period = consultation.current_period
    opening = Due(timezone.localdate(period.opens_at)) if period else Due(None)
    return [
        state_of(consultation, section, rows.get(section.value), owed.get(section), opening, at)
        for section in Section
    ]


def state_of(
    consultation: Consultation,
    section: Section,
    row: SectionPublication | None,
    due: Due | None,
    opening: Due,
    at: datetime,
) -> SectionState:
    if section in (Section.DELIBERATION, Section.DECISION):
        owed_by = consultation.decision_body
    else:
        due, owed_by = due or opening, consultation.lead
    if section == Section.COMMENT:
        is_public = stage_of(consultation, at) == Stage.OPEN
        published_at = consultation.current_period.opens_at if consultation.current_period else None
    else:
        is_public = row is not None and row.held_at is None and row.published_at <= at
        published_at = row.published_at if row else None
    due = due or Due(None)
    profile = consultation.profile
    days = profile.report_due_days if section == Section.FEEDBACK else profile.decision_due_days
    return SectionState(
        section=section,
        label=section.label,
        url=section_url(consultation, section),
        is_public=is_public,
        published_at=published_at if published_at and published_at <= at else None,
        came_later=row is not None and row.published_at == consultation.imported_at,
        held_reason=row.held_reason if row and row.held_at else "",
        expected_on=None if is_public else due.on,
        is_provisional=due.is_provisional,
        rule=RULES[section] % {"days": days}
        if "%(days)s" in str(RULES[section])
        else RULES[section],
        owed_by=owed_by,
    )


def stations_of(
    consultation: Consultation, at: datetime, dues: Dues | None = None
) -> list[Station]:
    """The seven stops: notice, draft, comments, report, meeting, decision, follow-up."""
    stage = stage_of(consultation, at)
    dues = dues or dues_of(consultation)
    drafts = [row for row in consultation.publications.all() if row.section == Section.DRAFT]
    stops = [
        (_("Notice"), consultation.published_at, None),
        (_("Draft published"), drafts[0].published_at if drafts else None, None),
        (_("Comment period"), closing(consultation.current_period), None),
        (_("Feedback report"), consultation.reported_at, dues.report),
        (_("Deliberation"), consultation.deliberated_at, None),
        (_("Decision"), consultation.decided_at, dues.decision),
    ]
    stations = [
        Station(label, "done", None, _("published elsewhere"))
        if instant is not None and instant == consultation.imported_at
        else stop(label, instant, due, at)
        for label, instant, due in stops
    ]
    stations[2] = comments_stop(consultation.current_period, stations[2], at)
    following = "now" if stage == Stage.DECIDED else "todo"
    stations.append(Station(_("Follow-up"), following, None, _("promises are kept in sight")))
    return with_present(stations, stage)


def comments_stop(period: CommentPeriod | None, station: Station, at: datetime) -> Station:
    """Comments are the one stop that lasts: until its last day, or from its first before that."""
    if period is None:
        return station
    if at < period.opens_at:
        return Station(station.label, "todo", timezone.localdate(period.opens_at), _("from"))
    return Station(station.label, station.at, calendar.last_day(period.closes_at), _("until"))


def closing(period: CommentPeriod | None) -> datetime | None:
    return period.closes_at if period else None


def stop(label: Any, instant: datetime | None, due: Due | None, at: datetime) -> Station:
    if instant is not None and instant <= at:
        return Station(label, "done", timezone.localdate(instant), "")
    if instant is not None:
        return Station(label, "todo", timezone.localdate(instant), "")
    if due is not None and due.on is not None:
        return Station(label, "todo", due.on, _("not later than"), due.is_provisional)
    return Station(label, "todo", None, _("date not yet set"))


PRESENT = {
    Stage.PREPARING: 0, Stage.SCHEDULED: 2, Stage.OPEN: 2, Stage.SUSPENDED: 2, Stage.CLOSED: 3,
    Stage.REPORTED: 4, Stage.DELIBERATED: 5, Stage.DECIDED: 6,
}  # fmt: skip


def with_present(stations: list[Station], stage: Stage) -> list[Station]:
    """Mark the stop that the matter is working towards; a withdrawn matter has none."""
    index = PRESENT.get(stage)
    if index is None:
        return stations
    now = stations[index]
    stations[index] = Station(now.label, "now", now.on, now.words, now.is_provisional)
    return stations
