"""Working days with Chinese make-up days (R16, R17)."""

from datetime import date

import pytest

from consultation import calendar
from consultation.models import CalendarDay


@pytest.mark.parametrize(
    ("days", "expected"), [(5, date(2021, 9, 17)), (6, date(2021, 9, 18)), (7, date(2021, 9, 22))]
)
def test_make_up_days_are_counted(db, days, expected):
    found = calendar.add_working_days(date(2021, 9, 12), days)
    assert found == calendar.CountedDay(expected, is_provisional=False)


def test_a_year_without_arrangement_is_provisional(db):
    assert calendar.add_working_days(date(2030, 4, 1), 3).is_provisional


def test_the_table_overrides_the_library(db):
    CalendarDay.objects.create(date=date(2021, 9, 13), is_working=False, note="台风")
    assert calendar.add_working_days(date(2021, 9, 12), 5).date == date(2021, 9, 18)


def test_the_table_makes_a_missing_year_certain(db):
    for day in range(1, 8):
        CalendarDay.objects.create(date=date(2031, 4, day), is_working=day < 5)
    found = calendar.add_working_days(date(2031, 4, 1), 2)
    assert found == calendar.CountedDay(date(2031, 4, 3), is_provisional=False)


def test_between_undoes_adding(db):
    start = date(2021, 9, 12)
    for days in (1, 6, 20):
        end = calendar.add_working_days(start, days).date
        assert calendar.working_days_between(start, end).number == days
        assert calendar.working_days_between(end, start).number == -days


def test_a_rest_day_proposes_the_next_working_day(db):
    assert calendar.next_working_day(date(2021, 9, 12)) == date(2021, 9, 13)


def test_a_span_reads_the_table_once(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        calendar.add_working_days(date(2021, 9, 12), 60)


def test_the_last_day_is_the_one_before_midnight(db):
    assert calendar.last_day(calendar.midnight_after(date(2021, 9, 12))) == date(2021, 9, 12)
