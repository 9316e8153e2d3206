"""What stands in each section, and how far a matter has come (R2, R63)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from consultation import calendar, lifecycle
from consultation.enums import Section
from consultation.models import CalendarDay, Consultation
from consultation.sections import sections_of, stations_of
from tests.factories.process import make_consultation
from tests.factories.published import make_section


@pytest.fixture
def today(now):
    return timezone.localdate(now)


def matter_of(cast, opens_on, closes_on, **fields):
    return make_consultation(
        lead=cast.police, by=cast.min, opens_at=calendar.start_of(opens_on),
        closes_at=calendar.midnight_after(closes_on), **fields,
    )  # fmt: skip


def states(matter, at):
    fresh = Consultation.objects.get(pk=matter.pk)
    return {state.section: state for state in sections_of(fresh, at)}


def stations(matter, at):
    return [(one.at, one.on) for one in stations_of(Consultation.objects.get(pk=matter.pk), at)]


def test_all_eight_stand_in_their_order(open_consultation, now):
    assert [state.section for state in sections_of(open_consultation, now)] == list(Section)


def test_what_is_missing_says_who_owes_it_and_by_when(cast, now, today):
    matter = matter_of(cast, today + timedelta(days=3), today + timedelta(days=40))
    found = states(matter, now)
    for section in (Section.DRAFT, Section.INTERPRETATION, Section.BACKGROUND):
        state = found[section]
        assert (state.is_public, state.published_at) == (False, None)
        assert (state.owed_by, state.expected_on) == (cast.police, today + timedelta(days=3))
        assert str(state.rule)
    for section in (Section.DELIBERATION, Section.DECISION):
        assert found[section].owed_by == matter.decision_body


def test_the_report_is_due_so_many_working_days_after_closing(cast):
    matter = matter_of(cast, date(2021, 8, 13), date(2021, 9, 12))
    state = states(matter, calendar.start_of(date(2021, 9, 15)))[Section.FEEDBACK]
    assert state.expected_on == calendar.add_working_days(date(2021, 9, 12), 20).date
    assert "20" in str(state.rule)
    CalendarDay.objects.create(date=date(2021, 9, 14), is_working=False)
    again = states(matter, calendar.start_of(date(2021, 9, 15)))[Section.FEEDBACK]
    assert again.expected_on > state.expected_on


def test_a_year_without_a_calendar_is_provisional(cast):
    matter = matter_of(cast, date(2098, 1, 1), date(2098, 2, 28))
    assert states(matter, calendar.start_of(date(2098, 1, 2)))[Section.FEEDBACK].is_provisional


def test_a_section_held_back_says_why(open_consultation, cast, now):
    make_section(open_consultation, Section.BACKGROUND)
    assert states(open_consultation, now)[Section.BACKGROUND].is_public
    lifecycle.hold_section(
        consultation=open_consultation, section=Section.BACKGROUND, reason="附件有误",
        by=cast.sun, at=now,
    )  # fmt: skip
    state = states(open_consultation, now)[Section.BACKGROUND]
    assert (state.is_public, state.held_reason) == (False, "附件有误")


def test_one_can_comment_only_while_the_period_is_open(open_consultation, closed_consultation, now):
    assert states(open_consultation, now)[Section.COMMENT].is_public
    assert not states(closed_consultation, now)[Section.COMMENT].is_public


def test_stations_name_the_first_day_and_then_the_last(cast, now, today):
    first, last = today - timedelta(days=5), today + timedelta(days=30)
    running = matter_of(cast, first, last)
    make_section(running, Section.DRAFT)
    found = stations(running, now)
    assert [at for at, _on in found] == ["done", "done", "now", "todo", "todo", "todo", "todo"]
    assert found[2] == ("now", last)
    coming = matter_of(cast, today + timedelta(days=2), last, published_at=now)
    assert stations(coming, now)[2] == ("now", today + timedelta(days=2))


def test_a_notice_at_midnight_stands_on_its_own_day(cast, today):
    midnight = calendar.start_of(today)
    matter = matter_of(cast, today, today + timedelta(days=31), published_at=midnight)
    assert stations(matter, midnight)[0] == ("done", today)


def test_without_a_period_no_day_is_invented(cast, now):
    assert [on for _at, on in stations(make_consultation(lead=cast.police), now)] == [None] * 7


def test_the_last_stop_of_a_decided_matter_is_to_keep_its_promises(cast, now, today):
    matter = matter_of(cast, today - timedelta(days=90), today - timedelta(days=50))
    by = cast.sun
    make_section(matter, Section.DRAFT)
    before = now - timedelta(days=1)
    facts = {f"{act}_at": before for act in ("reported", "deliberated", "decided")}
    facts |= {f"{act}_by": by for act in ("reported", "deliberated", "decided")}
    Consultation.objects.filter(pk=matter.pk).update(**facts)
    found = stations(matter, now)
    assert [at for at, _on in found] == ["done"] * 6 + ["now"]


def test_a_withdrawn_matter_is_on_its_way_to_nothing(open_consultation, cast, now):
    lifecycle.withdraw(consultation=open_consultation, reason="另行制定", by=cast.wang, at=now)
    assert "now" not in [at for at, _on in stations(open_consultation, now)]
