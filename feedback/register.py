"""The other doors: letters, e-mails, calls, visits, hearings and hotline, entered by a clerk."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.files import File
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation import permissions
from consultation.enums import Channel, Stage
from consultation.errors import DomainError
from consultation.models import CommentPeriod, Consultation
from consultation.stages import stage_of
from consultation.transactions import writing
from feedback import receipts, recording, scans
from feedback.enums import Remark, Visibility
from feedback.intake import Receipt, claim, first_receipt, tie
from feedback.models import Comment
from feedback.people import Person
from feedback.privacy import contacts
from feedback.privacy.crypto import keyed_hash


class UnableToEnter(DomainError):
    """The entry contradicts the matter's dates or lacks what its lateness needs."""


@dataclass(frozen=True)
class Entry:
    """A comment as it came. Days are the site's; `postmarked_on` in time together with a scan and
    `lateness_reason` lets a letter that came late count (R20). Without `consents_*` given in
    writing nothing of it is shown.
    """

    channel: Channel
    received_on: date
    title: str
    body: str
    name: str = ""
    contact: str = ""
    organisation: str = ""
    stance: str = ""
    provisions: tuple[int, ...] = ()
    written_on: date | None = None
    postmarked_on: date | None = None
    signatories: int = 1
    lateness_reason: str = ""
    consents_to_text: bool = False
    consents_to_name: bool = False
    wants_result: bool = False
    scans: Sequence[File[Any]] = ()

    @property
    def digest(self) -> str:
        """Equal for equal words and equally named scans of equal size."""
        words = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "scans"}
        files = [(scan.name, scan.size) for scan in self.scans]
        return keyed_hash("entry", json.dumps([words, files], sort_keys=True, default=str)).hex()


def enter_comment(
    *, consultation: Consultation, entry: Entry, by: Any, at: datetime, key: UUID | None = None
) -> Receipt:
    """Enter a comment with receipt and, from the drainer, a number of the common register (R37).

    One that came late stays in the file as "late, read but not counted" unless R20 counts it.
    The same `key` with the same words gives the same receipt (R35).
    Raises `UnableToEnter`, `scans.UnableToAttach`, `NotPermitted`.
    """
    permissions.require(permissions.can_draft(by, consultation, at))
    key = key or uuid4()
    checked = [scans.check(upload) for upload in entry.scans]
    with writing():
        if not claim(key, consultation.pk, entry.digest, at):
            return entered_before(key, consultation, entry)
        comment, number, code = comment_of(consultation, entry, key, by, at)
        recording.write(
            comment,
            person=Person(entry.name, entry.contact),
            normal_contact=reachable(entry)[0],
            provisions=entry.provisions,
            findings=recording.findings_in(comment),
            by=by,
            at=at,
        )
        for scan in checked:
            scans.attach(comment, scan)
        tie(key, comment)
    return Receipt(number, code, comment.pk)


def comment_of(
    consultation: Consultation, entry: Entry, key: UUID, by: Any, at: datetime
) -> tuple[Comment, str, str]:
    """The comment, not yet saved, with its receipt number and query code."""
    period = check(consultation, entry, at)
    counts = is_in_time(entry.received_on, period) or has_excuse(entry, period)
    number, code = receipts.new_number(at), receipts.code_of(key)
    comment = Comment(
        consultation=consultation,
        period=period,
        receipt_number=number,
        query_code_hash=receipts.hash_code(number, code),
        channel=entry.channel,
        received_at=instant_of(entry.received_on, at),
        title=entry.title,
        body=entry.body,
        stance=entry.stance,
        organisation=entry.organisation,
        written_on=entry.written_on,
        postmarked_on=entry.postmarked_on,
        signatories=entry.signatories,
        is_late=not counts,
        lateness_reason=entry.lateness_reason,
        entered_at=at,
        entered_by=by,
        consents_to_text=entry.consents_to_text,
        consents_to_name=entry.consents_to_name,
        wants_result=entry.wants_result,
        visibility=Visibility.PENDING
        if entry.consents_to_text and consultation.shows_comments
        else Visibility.PRIVATE,
        flags=reachable(entry)[1],
    )
    return comment, number, code


def entered_before(key: UUID, consultation: Consultation, entry: Entry) -> Receipt:
    """The receipt that the same form was given before; changed words are not lost in silence."""
    receipt, is_same = first_receipt(key, consultation.pk, entry.digest)
    if not is_same:
        raise UnableToEnter(
            _("This form was entered before, with other words, and got receipt %(number)s."),
            number=receipt.number,
        )
    return receipt


def check(consultation: Consultation, entry: Entry, at: datetime) -> CommentPeriod:
    """The round that the entry belongs to."""
    period = consultation.current_period
    if period is None or stage_of(consultation, at) in {Stage.PREPARING, Stage.SCHEDULED}:
        raise UnableToEnter(_("Comments have not been invited yet."))
    if stage_of(consultation, at) == Stage.WITHDRAWN:
        raise UnableToEnter(_("This matter was withdrawn; no more comments are entered."))
    if entry.channel not in Channel.OFFLINE:
        raise UnableToEnter(_("Choose the way in which the comment came."))
    if entry.received_on > timezone.localdate(at):
        raise UnableToEnter(_("The day of receipt lies in the future."))
    if entry.received_on < timezone.localdate(period.opens_at):
        raise UnableToEnter(
            _("It was received before this period opened on %(day)s."),
            day=f"{timezone.localdate(period.opens_at):%Y-%m-%d}",
        )
    for day in (entry.written_on, entry.postmarked_on):
        if day and day > entry.received_on:
            raise UnableToEnter(_("A letter is written and postmarked before it is received."))
    if entry.wants_result and "@" not in reachable(entry)[0]:
        raise UnableToEnter(
            _("To be told the result by e-mail, give an e-mail address as the contact.")
        )
    if not 1 <= entry.signatories <= 1_000_000:
        raise UnableToEnter(_("A comment has at least one signatory."))
    return period


def is_in_time(day: date, period: CommentPeriod) -> bool:
    """Whether something that came on `day` came before closing."""
    return timezone.make_aware(datetime.combine(day, time.min)) < period.closes_at


def has_excuse(entry: Entry, period: CommentPeriod) -> bool:
    """A late letter counts by its postmark, with a scan and a reason; all or none of them (R20)."""
    if not (entry.postmarked_on and is_in_time(entry.postmarked_on, period)):
        return False
    if not entry.lateness_reason.strip():
        return False
    if not entry.scans:
        raise UnableToEnter(
            _("To count a letter that came late, attach a scan that shows its postmark.")
        )
    return True


def instant_of(day: date, at: datetime) -> datetime:
    """Noon of the day of receipt, or `at` if that has not come yet."""
    noon = timezone.make_aware(datetime.combine(day, time.min)) + timedelta(hours=12)
    return min(noon, at)


def reachable(entry: Entry) -> tuple[str, list[str]]:
    """The normalised contact, and what staff should know about it; nothing is refused for it."""
    if not entry.contact.strip():
        return "", [Remark.NO_CONTACT.value]
    try:
        return contacts.parse(entry.contact).normal, []
    except contacts.UnableToReach:
        return "", [Remark.CONTACT_UNCLEAR.value]
