"""Working days of China with make-up days (R17): an editable table over a kept library."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import chinese_calendar
from django.utils import timezone

from consultation.models import CalendarDay


@dataclass(frozen=True)
class CountedDay:
    """A day found by counting; provisional while some year on the way has no arrangement yet."""

    date: date
    is_provisional: bool


@dataclass(frozen=True)
class CountedDays:
    number: int
    is_provisional: bool


@dataclass(frozen=True)
class DayKind:
    is_working: bool
    is_provisional: bool


class WorkingDays:
    """The kinds of days, with the table's exceptions read once for a span of dates."""

    def __init__(self, start: date, end: date) -> None:
        rows = CalendarDay.objects.filter(date__range=(start, end))
        self.exceptions = dict(rows.values_list("date", "is_working"))

    def kind(self, day: date) -> DayKind:
        if day in self.exceptions:
            return DayKind(self.exceptions[day], False)
        return arranged(day)

    def after(self, day: date, days: int) -> CountedDay:
        """The `days`-th working day after `day`, which itself is not counted."""
        left, provisional = days, False
        while left > 0:
            day += timedelta(days=1)
            kind = self.kind(day)
            provisional = provisional or kind.is_provisional
            left -= kind.is_working
        return CountedDay(day, provisional)


@lru_cache(maxsize=4096)
def arranged(day: date) -> DayKind:
    """What the library says of a day; provisional for a year that it does not know."""
    try:
        return DayKind(bool(chinese_calendar.is_workday(day)), False)
    except NotImplementedError:
        return DayKind(day.weekday() < 5, True)


def is_working_day(day: date) -> bool:
    return WorkingDays(day, day).kind(day).is_working


def add_working_days(day: date, days: int) -> CountedDay:
    """The `days`-th working day after `day`, which itself is not counted."""
    return WorkingDays(day, reach_of(day, days)).after(day, days)


def reach_of(day: date, days: int) -> date:
    """A day that counting `days` working days from `day` cannot pass."""
    return day + timedelta(days=days * 3 + 30)


def working_days_between(start: date, end: date) -> CountedDays:
    """Working days after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        backwards = working_days_between(end, start)
        return CountedDays(-backwards.number, backwards.is_provisional)
    calendar = WorkingDays(start, end)
    kinds = [calendar.kind(start + timedelta(days=n + 1)) for n in range((end - start).days)]
    return CountedDays(
        sum(kind.is_working for kind in kinds), any(kind.is_provisional for kind in kinds)
    )


def next_working_day(day: date) -> date:
    """`day` itself when it is a working day, else the next one."""
    return day if is_working_day(day) else add_working_days(day, 1).date


def midnight_after(day: date) -> datetime:
    """The instant at which `day` is over in the zone of the site (24:00 of that day)."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def last_day(closes_at: datetime) -> date:
    """The last day on which comments are taken when a period closes at `closes_at`."""
    return timezone.localdate(closes_at - timedelta(microseconds=1))
