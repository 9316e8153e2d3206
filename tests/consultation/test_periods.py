"""The clock's verbs: schedule, extend, suspend, resume, a further round (R12–R18, H-R7)."""

from datetime import date, timedelta
from threading import Barrier, Thread
from types import SimpleNamespace as Namespace

import pytest
from django.db import connection
from django.utils import timezone

from consultation import calendar, clock, lifecycle, periods
from consultation.enums import Counting, Role, Stage
from consultation.errors import Conflict, DomainError, NotPermitted
from consultation.models import AuditEvent, CommentPeriod, Consultation, Extension, Suspension
from consultation.stages import stage_of
from tests.factories.process import (
    make_consultation,
    make_department,
    make_membership,
    make_profile,
    make_user,
)


@pytest.fixture
def prepared(cast):
    return make_consultation(lead=cast.police, by=cast.min)


@pytest.fixture
def today(now):
    return timezone.localdate(now)


def test_a_period_runs_from_midnight_to_midnight(prepared, cast, now, today):
    first, last = today + timedelta(days=3), today + timedelta(days=33)
    period = periods.schedule(
        consultation=prepared, opens_on=first, closes_on=last, by=cast.min, at=now
    )
    assert timezone.localtime(period.opens_at).isoformat().startswith(f"{first}T00:00:00")
    assert period.closes_at == calendar.midnight_after(last)
    event = AuditEvent.objects.get(verb="period.schedule")
    assert (event.by, event.consultation) == (cast.min, prepared)


def test_thirty_days_pass_and_twenty_nine_do_not():
    profile = make_profile_unsaved(Counting.CALENDAR)
    assert periods.length_of(profile, date(2021, 8, 13), date(2021, 9, 12)) == 30
    assert periods.length_of(profile, date(2021, 8, 13), date(2021, 9, 11)) == 29


def make_profile_unsaved(counting):
    from consultation.models import ProcedureProfile  # noqa: PLC0415 — only this helper needs it

    return ProcedureProfile(minimum_days=30, counting=counting)


def test_a_normative_document_counts_working_days(db):
    profile = make_profile(code="cn-normative", minimum_days=7, counting=Counting.WORKING)
    assert periods.length_of(profile, date(2021, 9, 17), date(2021, 9, 27)) == 6


def test_a_short_period_needs_a_reason(prepared, cast, now, today):
    days = {"opens_on": today, "closes_on": today + timedelta(days=29)}
    with pytest.raises(periods.UnableToSchedule, match="30"):
        periods.schedule(consultation=prepared, by=cast.min, at=now, **days)
    assert not CommentPeriod.objects.exists()
    period = periods.schedule(
        consultation=prepared, by=cast.min, at=now, shortened_reason="防汛在即", **days
    )
    assert period.shortened_reason == "防汛在即"


@pytest.mark.parametrize(("first", "last"), [(-1, 40), (5, 5), (5, 4)])
def test_impossible_days_are_refused(prepared, cast, now, today, first, last):
    with pytest.raises(periods.UnableToSchedule):
        periods.schedule(
            consultation=prepared,
            opens_on=today + timedelta(days=first),
            closes_on=today + timedelta(days=last),
            by=cast.min,
            at=now,
        )


def test_a_schedule_can_be_changed_until_it_opens(prepared, cast, now, today):
    for shift in (3, 5):
        periods.schedule(
            consultation=prepared,
            opens_on=today + timedelta(days=shift),
            closes_on=today + timedelta(days=shift + 31),
            by=cast.min,
            at=now,
        )
    assert CommentPeriod.objects.count() == 1
    announced = Consultation.objects.get(pk=published(prepared, cast, now).pk)
    days = {"opens_on": today + timedelta(days=9), "closes_on": today + timedelta(days=60)}
    with pytest.raises(NotPermitted):
        periods.schedule(consultation=announced, by=cast.min, at=now, **days)
    with pytest.raises(periods.UnableToSchedule):
        periods.schedule(consultation=announced, by=cast.wang, at=now + timedelta(days=6), **days)
    periods.schedule(consultation=announced, by=cast.wang, at=now, **days)


def test_a_period_that_passed_unannounced_is_set_anew(prepared, cast, now, today):
    for late in (0, 40):
        periods.schedule(
            consultation=prepared,
            opens_on=today + timedelta(days=late),
            closes_on=today + timedelta(days=late + 31),
            by=cast.min,
            at=now + timedelta(days=late),
        )
    assert CommentPeriod.objects.get().number == 1


def published(consultation, cast, now):
    Consultation.objects.filter(pk=consultation.pk).update(published_at=now, published_by=cast.wang)
    return consultation


@pytest.mark.parametrize("name", ["zhao", "qian", "li", "zhou", "wu"])
def test_only_the_lead_schedules(prepared, cast, now, today, name):
    with pytest.raises(NotPermitted):
        periods.schedule(
            consultation=prepared,
            opens_on=today,
            closes_on=today + timedelta(days=31),
            by=getattr(cast, name),
            at=now,
        )


def test_an_extension_keeps_the_old_day(open_consultation, cast, now):
    period = open_consultation.current_period
    old = period.closes_at
    later = calendar.last_day(old) + timedelta(days=7)
    extension = periods.extend(
        period=period, closes_on=later, reason="来信较多", by=cast.wang, at=now
    )
    assert (extension.closed_at, extension.closes_at) == (old, calendar.midnight_after(later))


def test_a_running_period_is_never_shortened(open_consultation, cast, now):
    with pytest.raises(periods.UnableToExtend):
        periods.extend(
            period=open_consultation.current_period,
            closes_on=timezone.localdate(now) + timedelta(days=2),
            reason="提前结束",
            by=cast.wang,
            at=now,
        )


def test_after_closing_nothing_is_extended(closed_consultation, cast, now):
    with pytest.raises(periods.UnableToExtend):
        periods.extend(
            period=closed_consultation.current_period,
            closes_on=timezone.localdate(now) + timedelta(days=9),
            reason="再等几天",
            by=cast.wang,
            at=now,
        )


def test_two_extensions_at_once_make_one(open_consultation, cast, now):
    first = open_consultation.current_period
    second = CommentPeriod.objects.get(pk=first.pk)
    later = calendar.last_day(first.closes_at)
    periods.extend(
        period=first, closes_on=later + timedelta(days=3), reason="来信多", by=cast.wang, at=now
    )
    with pytest.raises(Conflict):
        periods.extend(
            period=second,
            closes_on=later + timedelta(days=5),
            reason="来信多",
            by=cast.wang,
            at=now,
        )


def test_resuming_adds_the_suspended_days(open_consultation, cast, now):
    old = open_consultation.current_period.closes_at
    periods.suspend(consultation=open_consultation, reason="数据有误", by=cast.wang, at=now)
    assert stage_of(open_consultation, now) == Stage.SUSPENDED
    with pytest.raises(periods.UnableToSuspend):
        periods.suspend(consultation=open_consultation, reason="再停", by=cast.wang, at=now)
    later = now + timedelta(days=2, hours=1)
    period = periods.resume(consultation=open_consultation, by=cast.wang, at=later)
    assert period.closes_at == old + timedelta(days=3)
    assert stage_of(Consultation.objects.get(pk=open_consultation.pk), later) == Stage.OPEN
    with pytest.raises(periods.UnableToResume):
        periods.resume(consultation=open_consultation, by=cast.wang, at=later)


def test_a_further_round_needs_closing_and_a_reason(closed_consultation, cast, now):
    today = timezone.localdate(now)
    days = {"opens_on": today, "closes_on": today + timedelta(days=31)}
    with pytest.raises(periods.UnableToSchedule):
        periods.open_round(
            consultation=closed_consultation, reason=" ", by=cast.wang, at=now, **days
        )
    period = periods.open_round(
        consultation=closed_consultation, reason="草案作了重大修改", by=cast.wang, at=now, **days
    )
    assert period.number == 2
    with pytest.raises(periods.UnableToSchedule):
        periods.open_round(
            consultation=Consultation.objects.get(), reason="再改", by=cast.wang, at=now, **days
        )


def test_a_coming_round_is_set_anew_and_keeps_its_number(closed_consultation, cast, now, today):
    days = {"opens_on": today + timedelta(days=5), "closes_on": today + timedelta(days=40)}
    periods.open_round(
        consultation=closed_consultation, reason="草案作了重大修改", by=cast.wang, at=now, **days
    )
    consultation = Consultation.objects.get()
    later = days | {"closes_on": today + timedelta(days=45)}
    periods.schedule(consultation=consultation, by=cast.wang, at=now, **later)
    period = Consultation.objects.get().current_period
    assert (period.number, period.reason) == (2, "草案作了重大修改")
    assert calendar.last_day(period.closes_at) == later["closes_on"]


def test_after_the_report_there_is_no_further_round(closed_consultation, cast, now, today):
    lifecycle.record_report(consultation=closed_consultation, by=cast.wang, at=now)
    with pytest.raises(periods.UnableToSchedule):
        periods.open_round(
            consultation=Consultation.objects.get(),
            opens_on=today,
            closes_on=today + timedelta(days=31),
            reason="再征求一次",
            by=cast.wang,
            at=now,
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["suspend", "open_round", "extend"])
def test_of_two_at_once_one_is_told(transactional_db, verb):
    """Two heads act at the same instant on what each read before: one act, one plain refusal."""
    cast = Namespace(police=make_department(), wang=make_user())
    make_membership(cast.wang, cast.police, Role.APPROVER)
    now = clock.now()
    today = timezone.localdate(now)
    ends = now + timedelta(days=-1 if verb == "open_round" else 9)
    pk = make_consultation(
        lead=cast.police, by=cast.wang, opens_at=now - timedelta(days=40), closes_at=ends
    ).pk
    acts = {
        "suspend": lambda c: periods.suspend(consultation=c, reason="停", by=cast.wang, at=now),
        "extend": lambda c: periods.extend(
            period=c.current_period, closes_on=today + timedelta(days=20), reason="延",
            by=cast.wang, at=now,
        ),
        "open_round": lambda c: periods.open_round(
            consultation=c, opens_on=today, closes_on=today + timedelta(days=31), reason="再",
            by=cast.wang, at=now,
        ),
    }  # fmt: skip
    barrier, told = Barrier(2), []

    def act():
        seen = Consultation.objects.with_clock().get(pk=pk)
        barrier.wait()
        try:
            acts[verb](seen)
        except DomainError as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = {"suspend": Suspension, "extend": Extension, "open_round": CommentPeriod}[verb]
    assert len(told) == 1
    assert done.objects.count() == (2 if verb == "open_round" else 1)


def test_a_rest_day_is_a_warning_with_a_proposal(db):
    assert periods.rest_day(date(2021, 9, 12)) == periods.RestDay(
        date(2021, 9, 12), date(2021, 9, 13)
    )
    assert periods.rest_day(date(2021, 9, 13)) is None
