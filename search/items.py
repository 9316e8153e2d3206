"""What the list says of each consultation on a page."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from consultation.calendar import WorkingDays, reach_of
from consultation.enums import Section, Stage
from consultation.models import Decision, SectionPublication
from feedback import totals
from feedback.enums import Outcome, ReportKind
from feedback.models import Report
from search.states import STATE_OF_STAGE, State

MOMENT, DAY = timedelta(microseconds=1), timedelta(days=1)


@dataclass(frozen=True)
class Item:
    """`consultation` carries the annotations of `listing`; `received` are its counted comments,
    `outcomes` counts the points of its latest final report, `report_due` is the day by which one
    is owed, `held` are the sections that are held back, of which nothing is told.
    """

    consultation: Any
    at: datetime
    outcomes: Counter[str]
    report_due: date | None
    held: frozenset[str] = frozenset()
    received: int = 0

    @property
    def key(self) -> tuple[Any, ...]:
        """All that the list says of it, but for the words of the interface."""
        matter, decision, opens_at = self.consultation, self.decision, self.consultation.opens_at
        return (
            matter.slug, matter.title, str(matter.lead), matter.stage, self.today, opens_at,
            matter.closes_at, opens_at and (self.at - opens_at) // DAY, matter.reported_at,
            matter.decided_at, decision and decision.document_number, self.report_due,
            self.comments, self.points, self.adopted, self.partly_adopted,
        )  # fmt: skip

    @property
    def state(self) -> State:
        return STATE_OF_STAGE[self.consultation.stage]

    @property
    def label(self) -> str:
        """The state in words; what was stopped says how."""
        stopped = self.state is State.STOPPED
        return str(Stage(self.consultation.stage).label if stopped else self.state.label)

    @cached_property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @property
    def comments(self) -> int:
        """How many comments came in, where that may be told."""
        told = self.consultation.shows_totals or self.state not in (State.OPEN, State.SOON)
        return self.received if told and not self.points else 0

    @property
    def decision(self) -> Decision | None:
        found = getattr(self.consultation, "decision", None)
        shown = self.state is State.DECIDED and Section.DECISION not in self.held
        return found if shown else None

    @property
    def decided_on(self) -> date:
        return timezone.localdate(self.consultation.decided_at)

    @property
    def reported_on(self) -> date | None:
        reported_at = self.consultation.reported_at
        return timezone.localdate(reported_at) if reported_at else None

    @property
    def opens_on(self) -> date | None:
        opens_at = self.consultation.opens_at
        return timezone.localdate(opens_at) if opens_at else None

    @cached_property
    def closes_on(self) -> date | None:
        return closing_day(self.consultation)

    @property
    def closes_in_the_day(self) -> time | None:
        """The local time of closing, if it is not the end of the day."""
        local = timezone.localtime(self.consultation.closes_at).time()
        return None if local == time() else local

    @property
    def days_left(self) -> int:
        """Whole days after today until the last one; 0 on the last."""
        return (self.closes_on - self.today).days if self.closes_on else 0

    @cached_property
    def points(self) -> int:
        return 0 if Section.FEEDBACK in self.held else self.outcomes.total()

    @property
    def adopted(self) -> int:
        return self.outcomes[Outcome.ADOPTED] + self.outcomes[Outcome.ADOPTED_ELSEWHERE]

    @property
    def partly_adopted(self) -> int:
        return self.outcomes[Outcome.PARTLY_ADOPTED]


def closing_day(consultation: Any) -> date | None:
    """The last local day on which a comment is accepted."""
    closes_at = consultation.closes_at
    return timezone.localdate(closes_at - MOMENT) if closes_at else None


def items_of(consultations: Iterable[Any], *, at: datetime) -> list[Item]:
    """The page's items: a query each for their reports, their due days, what is held back and
    their comments.
    """
    consultations = list(consultations)
    reports = Report.objects.published().filter(
        consultation__in=[c.pk for c in consultations], kind=ReportKind.FINAL
    )
    figures = reports.order_by("version").values_list("consultation", "figures__by_outcome")
    outcomes = {pk: Counter(by_outcome) for pk, by_outcome in figures}  # the latest version stays
    due = due_days(consultations)
    held = held_sections(consultations)
    received = totals.of_matters(c.pk for c in consultations)
    return [
        Item(c, at, outcomes.get(c.pk, Counter()), due.get(c.pk), held[c.pk], received[c.pk])
        for c in consultations
    ]


def held_sections(consultations: list[Any]) -> defaultdict[int, frozenset[str]]:
    held: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    rows = SectionPublication.objects.filter(
        consultation__in=[c.pk for c in consultations], held_at__isnull=False
    )
    for pk, section in rows.values_list("consultation", "section"):
        held[pk] |= {section}
    return held


def due_days(consultations: list[Any]) -> dict[int, date]:
    """By when those that are closed without a report owe one."""
    spans = {
        c.pk: (day, c.profile.report_due_days)
        for c in consultations
        if c.stage == Stage.CLOSED and (day := closing_day(c))
    }
    reach = [reach_of(day, days) for day, days in spans.values()]
    first = [day for day, _days in spans.values()]
    calendar = WorkingDays(min(first, default=date.min), max(reach, default=date.min))
    return {pk: calendar.after(day, days).date for pk, (day, days) in spans.items()}
