"""Reminders of questions that wait: the working day before, the day, three working days after."""

from datetime import UTC, date, datetime, timedelta

import pytest

from consultation.models import OutboxMessage
from feedback import referrals, reminders
from feedback.models import Referral
from tests.factories.feedback import make_comment, make_point
from tests.feedback.test_weighing_races import all_at_once

FRIDAY = datetime(2021, 9, 10, 2, 0, tzinfo=UTC)
"""18 September 2021, a Saturday, was worked; 19 to 21 were Mid-Autumn."""


def ask(consultation, cast, at, days=5, **fields):
    point = make_point(make_comment(consultation), by=cast.min, at=at)
    (referral,) = referrals.refer(
        points={point.pk: point.version}, department=cast.education, question="能否入学？",
        days=days, by=cast.min, at=at, **fields,
    )  # fmt: skip
    return referral


@pytest.fixture
def asked(closed_consultation, cast):
    return ask(closed_consultation, cast, FRIDAY)


def noon(day):
    return datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)


def sent():
    return OutboxMessage.objects.filter(topic="reminder.tell").count()


def test_the_days_are_working_days(db):
    assert reminders.days_of(date(2021, 9, 22)) == (
        date(2021, 9, 18), date(2021, 9, 22), date(2021, 9, 26),
    )  # fmt: skip


def test_each_of_three_goes_out_once(asked):
    assert asked.due_on == date(2021, 9, 17)
    expected = dict.fromkeys((date(2021, 9, 16), date(2021, 9, 17), date(2021, 9, 23)))
    day, went = date(2021, 9, 10), []
    while day < date(2021, 10, 30):
        for _sweep in range(3):
            went += [day] * reminders.remind(at=noon(day))
        day += timedelta(days=1)
    assert went == list(expected)
    assert sent() == 3
    assert Referral.objects.get().remind_on is None


def test_what_was_missed_is_told_once(asked):
    assert reminders.remind(at=noon(date(2021, 9, 17))) == 1
    assert reminders.remind(at=noon(date(2022, 1, 1))) == 1
    assert reminders.remind(at=noon(date(2022, 1, 2))) == 0


def test_more_time_begins_anew(asked, cast):
    reminders.remind(at=noon(date(2021, 9, 17)))
    longer = referrals.extend(referral=asked, days=5, by=cast.zhao, at=noon(date(2021, 9, 17)))
    assert reminders.remind(at=noon(date(2021, 9, 18))) == 0
    assert reminders.remind(at=noon(longer.due_on)) == 1


def test_nobody_is_reminded_of_what_is_answered(asked, cast):
    at = noon(date(2021, 9, 14))
    referrals.answer(referral=asked, text="可以入学。", signer="赵", by=cast.zhao, at=at)
    assert reminders.remind(at=noon(date(2021, 9, 17))) == 0


def test_the_department_is_told_and_once_overdue_the_lead_too(asked, cast, mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    reminders.tell(at=noon(date(2021, 9, 17)), referral=asked.pk)
    assert {mail.to[0] for mail in mailoutbox} == {cast.zhao.email, cast.qian.email}
    mailoutbox.clear()
    reminders.tell(at=noon(date(2021, 9, 23)), referral=asked.pk)
    assert {mail.to[0] for mail in mailoutbox} == {
        cast.zhao.email, cast.qian.email, cast.min.email, cast.wang.email,
    }  # fmt: skip
    assert all(asked.point.text not in mail.body for mail in mailoutbox)
    assert all("能否入学" not in mail.subject + mail.body for mail in mailoutbox)
    mailoutbox.clear()
    referrals.withdraw_referral(referral=asked, by=cast.min, at=noon(date(2021, 9, 23)))
    reminders.tell(at=noon(date(2021, 9, 24)), referral=asked.pk)
    assert mailoutbox == []


def test_many_drainers_remind_once(transactional_db, closed_consultation, cast):
    ask(closed_consultation, cast, FRIDAY)
    results = all_at_once([
        lambda: reminders.remind(at=noon(date(2021, 9, 17))) for _ in range(8)
    ])  # fmt: skip
    assert sum(results) == sent() == 1
