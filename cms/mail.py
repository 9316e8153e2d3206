"""Mail leaves through the outbox: what rolls back was never sent, a dead mail server delays nobody.

`EmailBackend` is `settings.EMAIL_BACKEND`; the outbox hands each message to the backend that is
named by `settings.MAIL_TRANSPORT`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from consultation import clock, outbox

HTML = "text/html"


class EmailBackend(BaseEmailBackend):
    """One message of the outbox for each recipient: a second try repeats nobody else's."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        at = clock.now()
        for message in email_messages:
            if message.attachments:
                raise ValueError("mail with attachments does not go through the outbox")
            for to in message.recipients():
                outbox.write(
                    topic="mail.send", at=at, to=one_line(to), subject=one_line(message.subject),
                    body=str(message.body), html=html_of(message),
                    sender=one_line(message.from_email),
                )  # fmt: skip
        return len(email_messages)


def one_line(words: Any) -> str:
    """Without line breaks, which would begin another header."""
    return " ".join(str(words).split())


def html_of(message: EmailMessage) -> str:
    found = [content for content, kind in getattr(message, "alternatives", ()) if kind == HTML]
    return str(found[0]) if found else ""


def send(*, at: datetime, to: str, subject: str, body: str, html: str, sender: str) -> None:
    """Consumer of `mail.send`."""
    message = EmailMultiAlternatives(subject, body, sender, [to])
    if html:
        message.attach_alternative(html, HTML)
    get_connection(settings.MAIL_TRANSPORT).send_messages([message])
