"""Mail to heads: points wait for their signature. One mail for what comes within ten minutes."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from consultation import outbox, permissions
from consultation.models import Consultation, OutboxMessage
from feedback.enums import WorkState
from feedback.models import Point

TOPIC = "signing.tell"
GATHERED = timedelta(minutes=10)


def announce(*, consultation_id: int, at: datetime) -> None:
    """Called by whoever submits points, in the same transaction."""
    asked = OutboxMessage.objects.filter(
        topic=TOPIC, payload__consultation=consultation_id,
        done_at=None, parked_at=None, claimed_until=None,
    )  # fmt: skip
    if not asked.exists():
        outbox.write(topic=TOPIC, at=at, due_at=at + GATHERED, consultation=consultation_id)


def tell_heads(*, at: datetime, consultation: int) -> None:
    """Write to each head of the lead how many points wait; nothing when none waits any more."""
    matter = Consultation.objects.select_related("lead").get(pk=consultation)
    waiting = Point.objects.counted().filter(
        state=WorkState.IN_REVIEW, comment__consultation=matter
    )
    number = waiting.count()
    heads = permissions.heads_of(matter.lead, at) if number else []
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(number)s points wait for your signature") % {"number": number}
        url = settings.WAGTAILADMIN_BASE_URL + reverse("weighing:signing")
        words = {"title": matter.title, "number": number, "url": url}
        body = render_to_string("emails/signing.txt", words)
    for head in heads:
        send_mail(subject, body, None, [head.email])
