"""Mail to those who asked for it: what became of their own points, once for each report (R64).

A report is announced by its publication. The outbox carries identifiers only; an address is opened
where its mail is sent and goes nowhere else.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from consultation import outbox
from consultation.enums import Section
from consultation.transactions import writing
from feedback.enums import DeliveryState, Outcome
from feedback.links import is_public
from feedback.models import Comment, Delivery, Report, ReportEntry
from feedback.people import contact_for_result

BATCH = 500
LATER = timedelta(days=1)
ANSWER = ("point", "text", "outcome", "reason", "legal_basis", "answered_by")
logger = logging.getLogger(__name__)


def announce(*, at: datetime, report: int, after: int = 0) -> None:
    """Consumer: ask for the mails of a report, some hundred at a time. While the section is held
    back nothing is told; it is asked again a day later.
    """
    found = Report.objects.select_related("consultation").get(pk=report)
    if not is_public(found.consultation, Section.FEEDBACK):
        outbox.write(topic="report.announce", at=at, due_at=at + LATER, report=report, after=after)
        return
    wanted = Comment.objects.counted().filter(
        consultation=found.consultation, wants_result=True, pk__gt=after
    )
    comments = list(wanted.order_by("pk").values_list("pk", flat=True)[:BATCH])
    Delivery.objects.bulk_create(
        [Delivery(report=found, comment_id=pk, asked_at=at) for pk in comments],
        ignore_conflicts=True,
    )
    asked = Delivery.objects.filter(report=found, comment__in=comments, ended_at=None)
    for pk in asked.values_list("pk", flat=True):
        outbox.write(topic="mail.result", at=at, delivery=pk)
    if len(comments) == BATCH:
        outbox.write(topic="report.announce", at=at, report=report, after=comments[-1])


@outbox.commits_by_itself
def tell(*, at: datetime, delivery: int) -> None:
    """Consumer: send one mail. A refused address is recorded and not tried again; a mail server
    that cannot be reached is. Whoever died while sending leaves a failure: rather none than two.
    """
    claimed = Delivery.objects.filter(pk=delivery, state=DeliveryState.WAITING)
    with writing():
        if not claimed.update(state=DeliveryState.SENDING):
            Delivery.objects.filter(pk=delivery, state=DeliveryState.SENDING).update(
                state=DeliveryState.FAILED, ended_at=at, error="interrupted"
            )
            return
    found = Delivery.objects.select_related("report", "comment__consultation").get(pk=delivery)
    entries = news(found)
    address = contact_for_result(comment=found.comment, at=at) if entries else ""
    if not address:
        end(found, DeliveryState.FAILED if entries else DeliveryState.NOTHING, at, "no address")
        return
    try:
        send(found, entries, address)
    except OSError as trouble:  # of smtplib's own every one is one
        if is_final(trouble):
            end(found, DeliveryState.FAILED, at, type(trouble).__name__)
            return
        end(found, DeliveryState.WAITING, None, type(trouble).__name__)
        raise ConnectionError(type(trouble).__name__) from None
    else:
        end(found, DeliveryState.SENT, at, "")


def is_final(trouble: OSError) -> bool:
    """Whether the mail server refused this recipient or these words for good."""
    if isinstance(trouble, SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in trouble.recipients.values())
    return isinstance(trouble, SMTPDataError) and trouble.smtp_code >= 500


def end(delivery: Delivery, state: DeliveryState, at: datetime | None, error: str) -> None:
    with writing():
        Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING).update(
            state=state, ended_at=at, error=error if state != DeliveryState.NOTHING else ""
        )
    logger.info("delivery %s: %s", delivery.pk, state)


def news(delivery: Delivery) -> list[ReportEntry]:
    """The author's rows; none where the version before said the same of all of them."""
    report, comment = delivery.report, delivery.comment
    entries = list(report.entries.filter(point__comment=comment).order_by("position"))
    before = ReportEntry.objects.filter(
        report__consultation=report.consultation_id, report__kind=report.kind,
        report__version=report.version - 1, point__comment=comment,
    )  # fmt: skip
    said = {tuple(getattr(entry, f"{name}_id" if name == "point" else name) for name in ANSWER)
            for entry in entries}  # fmt: skip
    return [] if said == set(before.values_list(*ANSWER)) else entries


def send(delivery: Delivery, entries: list[ReportEntry], address: str) -> None:
    """One mail to one recipient, in the language in which the comment was written."""
    comment = delivery.comment
    site = settings.WAGTAILADMIN_BASE_URL
    place = {"slug": comment.consultation.slug}
    with translation.override(comment.language if comment.language == "en" else "zh-hans"):
        words = {
            "title": comment.consultation.title,
            "number": comment.receipt_number,
            "corrected": delivery.report.version > 1,
            "points": [(one, Outcome(one.outcome).label) for one in entries],
            "report_url": site + reverse("consultation:feedback", kwargs=place),
            "status_url": site + reverse("feedback:status"),
        }
        subject = _("What became of your comment: %(title)s") % {"title": words["title"]}
        body = render_to_string("emails/result.txt", words)
    message = EmailMessage(" ".join(subject.split()), body, None, [address])
    get_connection(settings.MAIL_TRANSPORT).send_messages([message])
