"""Where a matter stands for those who work on it: what comes next, by when, who must act."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation import calendar
from consultation.enums import Stage
from consultation.models import CommentPeriod, Consultation
from consultation.sections import Due, decision_due, report_due, report_warning
from consultation.stages import stage_of
from feedback.enums import WorkState
from feedback.queues import changes


@dataclass(frozen=True)
class Step:
    """The next thing to do; `due` may be open, `url` is one click away; `act` names an act.

    From `warned_on` on it is nearly due.
    """

    label: Any
    who: str
    due: Due
    url: str
    act: str = ""
    warned_on: date | None = None

    def is_overdue(self, today: date) -> bool:
        return self.due.on is not None and self.due.on < today

    def is_nearly_due(self, today: date) -> bool:
        return self.warned_on is not None and self.warned_on <= today


@dataclass(frozen=True)
class DeskRow:
    """One line of the list of desks."""

    consultation: Consultation
    stage: Stage
    step: Step
    overdue: bool
    nearly_due: bool


@dataclass(frozen=True)
class Tally:
    """How far the weighing has come; the parts add up to `points`. `age` is that of the oldest
    change which is not in it yet, in seconds; 0 without one.
    """

    comments: int
    unsplit: int
    points: int
    by_state: list[tuple[Any, int]]
    age: int


def next_step(
    consultation: Consultation, at: datetime, days: calendar.WorkingDays | None = None
) -> Step:
    """The one step that the matter waits for, from its stage; a list passes its working `days`."""
    lead, office = str(consultation.lead), str(_("Disclosure office"))
    period = consultation.current_period
    match stage_of(consultation, at):
        case Stage.PREPARING if period is None:
            return acting(_("Set the comment period"), lead, consultation, "schedule")
        case Stage.PREPARING:
            pages = reverse("desk:desk", args=[consultation.pk]) + "#pages"
            return Step(_("Publish the pages"), lead, opening(period), pages)
        case Stage.SCHEDULED:
            when = opening(period)
            return Step(_("Comments open by themselves"), lead, when, weigh(consultation))
        case Stage.OPEN:
            closing = Due(calendar.last_day(period.closes_at)) if period else Due(None)
            return Step(_("Read and split what comes in"), lead, closing, weigh(consultation))
        case Stage.SUSPENDED:
            return acting(_("Resume or withdraw"), lead, consultation, "resume")
        case Stage.CLOSED:
            return Step(
                _("Publish the feedback report"), lead, report_due(consultation, days),
                weigh(consultation), warned_on=report_warning(consultation, days).on,
            )  # fmt: skip
        case Stage.REPORTED:
            return meeting_step(consultation, office)
        case Stage.DELIBERATED:
            return decision_step(consultation, office, decision_due(consultation, days))
        case Stage.DECIDED:
            return Step(_("Keep the promises"), lead, Due(None), weigh(consultation))
    return Step(_("Nothing more"), "—", Due(None), weigh(consultation))


def meeting_step(consultation: Consultation, office: str) -> Step:
    if any(meeting.published_at is None for meeting in consultation.deliberations.all()):
        return acting(_("Publish the meeting"), office, consultation, "publish-meeting")
    return acting(_("Record the meeting"), office, consultation, "meeting")


def decision_step(consultation: Consultation, office: str, due: Due) -> Step:
    if getattr(consultation, "decision", None) is None:
        return acting(_("Record the decision"), office, consultation, "decision", due)
    return acting(_("Publish the decision"), office, consultation, "publish-decision", due)


def acting(
    label: Any, who: str, consultation: Consultation, name: str, due: Due | None = None
) -> Step:
    """A step that is one of the acts of the desk."""
    url = reverse("desk:act", args=[consultation.pk, name])
    return Step(label, who, due or Due(None), url, name)


def weigh(consultation: Consultation) -> str:
    return reverse("weighing:queue", args=[consultation.pk])


def opening(period: CommentPeriod | None) -> Due:
    return Due(timezone.localdate(period.opens_at)) if period else Due(None)


FINISHED = (Stage.DECIDED, Stage.WITHDRAWN)


def rows_of(consultations: Any, at: datetime) -> list[DeskRow]:
    """Desks ordered by what is due: overdue first, then the nearest day, then the undated.

    Reads prefetched periods, suspensions, deliberations and decisions.
    """
    today = timezone.localdate(at)
    days = calendar.WorkingDays(date.min, date.max)
    rows = []
    for consultation in consultations:
        stage = stage_of(consultation, at)
        step = next_step(consultation, at, days)
        overdue = stage not in (*FINISHED, Stage.SCHEDULED) and step.is_overdue(today)
        nearly_due = not overdue and step.is_nearly_due(today)
        rows.append(DeskRow(consultation, stage, step, overdue, nearly_due))
    return sorted(
        rows,
        key=lambda row: (
            row.stage in FINISHED,
            not row.overdue,
            row.step.due.on or date.max,
            -row.consultation.pk,
        ),
    )


def tally(consultation: Consultation, at: datetime) -> Tally:
    """Comments and points of a matter by the state of the work, as the drainer counted them."""
    rows = consultation.queue_counts.filter(key__startswith="tally.").exclude(number=0)
    numbers = dict(rows.values_list("key", "number"))
    by_state = [
        (state.label, numbers[key])
        for state in WorkState
        if (key := f"tally.points.{state}") in numbers
    ]
    return Tally(
        comments=numbers.get("tally.comments.counted", 0),
        unsplit=numbers.get("tally.comments.unsplit", 0),
        points=sum(number for _label, number in by_state),
        by_state=by_state,
        age=changes.age(consultation, at),
    )
