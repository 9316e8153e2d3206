"""Where a matter stands for those who work on it: what comes next, by when, who must act."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation import calendar
from consultation.enums import Stage
from consultation.models import Consultation
from consultation.sections import Due, decision_due, report_due
from consultation.stages import stage_of
from feedback.enums import WorkState
from feedback.models import Comment, Point


@dataclass(frozen=True)
class Step:
    """The next thing to do; `due` may be None, `url` is one click away."""

    label: Any
    who: str
    due: Due
    url: str

    def is_overdue(self, today: date) -> bool:
        return self.due.on is not None and self.due.on < today


@dataclass(frozen=True)
class DeskRow:
    """One line of the list of desks."""

    consultation: Consultation
    stage: Stage
    step: Step
    overdue: bool


@dataclass(frozen=True)
class Tally:
    """How far the weighing has come; the parts add up to `points`."""

    comments: int
    unsplit: int
    points: int
    by_state: list[tuple[Any, int]]


def next_step(consultation: Consultation, at: datetime) -> Step:
    """The one step that the matter waits for, from its stage."""
    stage = stage_of(consultation, at)
    lead, body = str(consultation.lead), str(consultation.decision_body)
    office = str(_("Disclosure office"))
    period = consultation.current_period
    act = {name: reverse("desk:act", args=[consultation.pk, name]) for name in ACTS_LINKED}
    opening = Due(timezone.localdate(period.opens_at)) if period else Due(None)
    closing = Due(calendar.last_day(period.closes_at)) if period else Due(None)
    if stage == Stage.PREPARING:
        if period is None:
            return Step(_("Set the comment period"), lead, Due(None), act["schedule"])
        pages = reverse("desk:desk", args=[consultation.pk]) + "#pages"
        return Step(_("Publish the pages"), lead, opening, pages)
    weigh = reverse("weighing:queue", args=[consultation.pk])
    steps = {
        Stage.SCHEDULED: Step(_("Comments open by themselves"), lead, opening, weigh),
        Stage.OPEN: Step(_("Read and split what comes in"), lead, closing, weigh),
        Stage.SUSPENDED: Step(_("Resume or withdraw"), lead, Due(None), act["resume"]),
        Stage.CLOSED: Step(_("Publish the feedback report"), lead, report_due(consultation), weigh),
        Stage.REPORTED: Step(_("Record the meeting"), office, Due(None), act["meeting"]),
        Stage.DELIBERATED: Step(
            _("Publish the decision"), office, decision_due(consultation), act["decision"]
        ),
        Stage.DECIDED: Step(_("Keep the promises"), lead, Due(None), weigh),
        Stage.WITHDRAWN: Step(_("Nothing more"), body, Due(None), weigh),
    }
    return steps[stage]


ACTS_LINKED = ("schedule", "resume", "meeting", "decision")
FINISHED = (Stage.DECIDED, Stage.WITHDRAWN)


def rows_of(consultations: Any, at: datetime) -> list[DeskRow]:
    """Desks ordered by what is due: overdue first, then the nearest day, then the undated."""
    today = timezone.localdate(at)
    rows = []
    for consultation in consultations:
        stage = stage_of(consultation, at)
        step = next_step(consultation, at)
        overdue = stage not in (*FINISHED, Stage.SCHEDULED) and step.is_overdue(today)
        rows.append(DeskRow(consultation, stage, step, overdue))
    return sorted(
        rows,
        key=lambda row: (
            row.stage in FINISHED,
            not row.overdue,
            row.step.due.on or date.max,
            -row.consultation.pk,
        ),
    )


def tally(consultation: Consultation) -> Tally:
    """Comments and points of a matter by the state of the work; three queries."""
    comments = Comment.objects.filter(consultation=consultation).counted()
    points = Point.objects.filter(comment__consultation=consultation).counted()
    counted = dict(points.values_list("state").annotate(n=Count("pk")).order_by())
    live = Q(points__isnull=False, points__removed_at=None)
    split = comments.filter(live).distinct().count()
    number = comments.count()
    return Tally(
        comments=number,
        unsplit=number - split,
        points=sum(counted.values()),
        by_state=[
            (WorkState(state).label, counted[state]) for state in WorkState if state in counted
        ],
    )
