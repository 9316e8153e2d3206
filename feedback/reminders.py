"""Mail about questions that wait: one working day before they are due, on the day, three after.

Each of the three goes out once. `Referral.remind_on` is the day of the next one, null after the
last; whoever moves it on by compare-and-set is the one who sends.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consultation import calendar, outbox, permissions
from consultation.transactions import writing
from feedback.models import Referral

TOPIC = "reminder.tell"
AFTER = 3
"""Working days after the due day on which the last reminder goes out (R55)."""

AT_ONCE = 100


def days_of(due_on: date) -> tuple[date, date, date]:
    """The days of the three reminders, in order."""
    before = due_on - timedelta(days=1)
    while not calendar.is_working_day(before):
        before -= timedelta(days=1)
    return before, due_on, calendar.add_working_days(due_on, AFTER).date


def remind(*, at: datetime) -> int:
    """Periodic: ask for the reminders that are due; returns how many. Of several that were missed
    only the last goes out.
    """
    today = timezone.localdate(at)
    ready = Referral.objects.waiting().filter(remind_on__lte=today)
    sent = 0
    for referral in ready.order_by("remind_on", "pk")[:AT_ONCE]:
        later = [day for day in days_of(referral.due_on) if day > today]
        with writing():
            moved = Referral.objects.waiting().filter(
                pk=referral.pk, remind_on=referral.remind_on, due_on=referral.due_on
            )
            if moved.update(remind_on=later[0] if later else None):
                outbox.write(topic=TOPIC, at=at, referral=referral.pk)
                sent += 1
    return sent


def tell(*, at: datetime, referral: int) -> None:
    """Write to the department asked; once overdue to the lead too. Nothing if it was answered.

    The mail names neither the point nor the question: those are read at the desk.
    """
    found = Referral.objects.waiting().select_related(
        "department", "point__consultation__lead"
    ).filter(pk=referral).first()  # fmt: skip
    if found is None:
        return
    matter = found.point.consultation
    is_overdue = found.due_on < timezone.localdate(at)
    told = [(found.department, "weighing:referrals")]
    if is_overdue:
        told.append((matter.lead, "weighing:overdue"))
    with translation.override(settings.LANGUAGE_CODE):
        words = {
            "title": matter.title, "department": found.department, "due_on": found.due_on,
            "is_overdue": is_overdue,
        }  # fmt: skip
        subject = _("Overdue: a question on “%(title)s”") if is_overdue else _(
            "A question on “%(title)s” is due soon"
        )  # fmt: skip
        for department, screen in told:
            url = settings.WAGTAILADMIN_BASE_URL + reverse(screen)
            body = render_to_string("emails/referral.txt", words | {"url": url})
            for person in permissions.people_of(department, at):
                send_mail(subject % {"title": matter.title}, body, None, [person.email])
