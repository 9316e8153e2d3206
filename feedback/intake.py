"""The one door a comment comes through from the web.

The limiter first; then in one transaction: claim the idempotency key, consume the captcha, compare
the deadline, insert. A refusal is a value and is committed: a wrong captcha is spent, the key is
free again. Only faults roll back.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from consultation import audit
from consultation.enums import Channel, Section, Stage
from consultation.errors import DomainError
from consultation.models import Consultation
from consultation.stages import StageAt, stage_of
from consultation.transactions import writing
from feedback import captcha, limits, receipts, recording
from feedback.enums import Remark, Visibility
from feedback.models import Comment, IntakeKey
from feedback.people import Person
from feedback.privacy import contacts
from feedback.privacy.crypto import contact_hash, keyed_hash
from feedback.queues import changes


class UnableToWithdraw(DomainError):
    """The period is over, or the comment was withdrawn before."""


@dataclass(frozen=True)
class Submission:
    """A filled form. `provisions` are ids within any version of the consultation's draft; `flags`
    are values of `Remark`, kept and shown to staff, never a refusal;
    `replaces` is the id of the author's earlier comment, which this one corrects (R36).
    """

    key: UUID
    consultation_id: int
    name: str
    contact: str
    title: str
    body: str
    stance: str = ""
    organisation: str = ""
    provisions: tuple[int, ...] = ()
    consents_to_text: bool = False
    consents_to_name: bool = False
    wants_result: bool = False
    language: str = "zh-hans"
    flags: tuple[str, ...] = ()
    replaces: int | None = None
    captcha_key: str = field(default="", repr=False)
    captcha_answer: str = field(default="", repr=False)

    @property
    def digest(self) -> str:
        """Equal for equal words; the captcha and the remarks are not part of them."""
        words = dict(vars(self))
        for passing in ("key", "captcha_key", "captcha_answer", "flags", "language"):
            del words[passing]
        return keyed_hash("submission", json.dumps(words, sort_keys=True)).hex()


class Reason(StrEnum):
    CAPTCHA = "captcha"
    CLOSED = "closed"
    KEY_USED = "key_used"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class Receipt:
    """`code` is shown now and stored nowhere."""

    number: str
    code: str = field(repr=False)
    comment_id: int


@dataclass(frozen=True)
class Refusal:
    """`number` is the receipt that the same form was given before; `retry_after` in seconds."""

    reason: Reason
    message: Any
    number: str = ""
    retry_after: int = 0


def submit_comment(*, submission: Submission, origin: str, at: datetime) -> Receipt | Refusal:
    """Accept or refuse one form; `origin` is from `limits.origin_of`, `at` the database's clock.

    Raises `contacts.UnableToReach` for a contact that the form let through and
    `crypto.UnableToEncrypt` when no key is at hand; nothing is written then.
    """
    normal = contacts.parse(submission.contact).normal if submission.contact else ""
    origins = {"comment": origin}
    if normal:
        origins["contact"] = contact_hash(submission.consultation_id, normal)
    tries = limits.count_each(origins, at)
    try:
        limits.require("comment", tries["comment"], at)
    except limits.TooMany as error:
        return Refusal(Reason.TOO_MANY, str(error), retry_after=error.retry_after)
    if normal and is_repeated(tries["contact"], at):
        submission = replace(submission, flags=(*submission.flags, Remark.REPEATED.value))
    with writing():
        return receive(submission, normal, at)


def is_repeated(tries: int, at: datetime) -> bool:
    """Whether a contact is used suspiciously often. Never a reason to refuse: anybody could
    otherwise lock somebody else out by using their number.
    """
    try:
        limits.require("contact", tries, at)
    except limits.TooMany:
        return True
    return False


def receive(submission: Submission, normal_contact: str, at: datetime) -> Receipt | Refusal:
    if not claim(submission.key, submission.consultation_id, submission.digest, at):
        return repeat(submission)
    admitted = admit(submission, at)
    if isinstance(admitted, Refusal):
        IntakeKey.objects.filter(key=submission.key).delete()
        return admitted
    consultation = admitted.consultation
    number, code = receipts.new_number(at), receipts.code_of(submission.key)
    shown = submission.consents_to_text and consultation.shows_comments
    comment = Comment(
        consultation=consultation,
        period_id=admitted.period,
        receipt_number=number,
        query_code_hash=receipts.hash_code(number, code),
        channel=Channel.WEB,
        received_at=at,
        title=submission.title,
        body=submission.body,
        stance=submission.stance,
        organisation=submission.organisation,
        language=submission.language,
        visibility=Visibility.PENDING if shown else Visibility.PRIVATE,
        consents_to_text=submission.consents_to_text,
        consents_to_name=submission.consents_to_name,
        wants_result=submission.wants_result,
        flags=list(submission.flags),
    )
    recording.write(
        comment,
        person=Person(submission.name, submission.contact),
        normal_contact=normal_contact,
        provisions=submission.provisions,
        findings=recording.findings_in(comment),
        by=None,
        at=at,
    )
    tie(submission.key, comment)
    if submission.replaces and consultation.comments.filter(pk=submission.replaces).exists():
        take_back(submission.replaces, at, replaced_by=comment.pk)
    return Receipt(number, code, comment.pk)


def claim(intake_key: UUID, consultation_id: int, digest: str, at: datetime) -> bool:
    """Insert the key; False if it stands already. The loser of two clicks waits for the winner."""
    table = connection.ops.quote_name(IntakeKey._meta.db_table)
    key = IntakeKey._meta.get_field("key").get_db_prep_value(intake_key, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, consultation_id, digest, claimed_at)"  # noqa: S608 — the name is the model's own
            " VALUES (%s, %s, %s, %s) ON CONFLICT (key) DO NOTHING RETURNING key",
            [key, consultation_id, digest, connection.ops.adapt_datetimefield_value(at)],
        )
        return cursor.fetchone() is not None


def tie(intake_key: UUID, comment: Comment) -> None:
    """Give a claimed key its comment."""
    table = connection.ops.quote_name(IntakeKey._meta.db_table)
    key = IntakeKey._meta.get_field("key").get_db_prep_value(intake_key, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET comment_id = %s WHERE key = %s",  # noqa: S608 — the name is the model's own
            [comment.pk, key],
        )


def repeat(submission: Submission) -> Receipt | Refusal:
    """The answer to a form that was accepted before (R35): its receipt, or that it has changed."""
    receipt, is_same = first_receipt(submission.key, submission.consultation_id, submission.digest)
    if not is_same:
        number = receipt.number
        return Refusal(
            Reason.KEY_USED,
            _(
                "This form has already been sent and got receipt %(number)s. To send the changed "
                "words as a further comment, submit once more."
            )
            % {"number": number},
            number=number,
        )
    return receipt


def first_receipt(key: UUID, consultation_id: int, digest: str) -> tuple[Receipt, bool]:
    """The receipt that a claimed key was given, and whether it was for the same words."""
    first = IntakeKey.objects.select_related("comment").get(key=key)
    comment = first.comment
    if comment is None:
        raise RuntimeError("an idempotency key was committed without its comment")
    code = receipts.code_of(key, comment.query_code_hash.partition("$")[0])
    is_same = first.consultation_id == consultation_id and first.digest == digest
    return Receipt(comment.receipt_number, code, comment.pk), is_same


STANDING = f"""
    SELECT matter.id, matter.shows_comments, {StageAt.sql.format(row="matter")} AS stage,
        (SELECT round.id FROM consultation_commentperiod AS round
            WHERE round.consultation_id = matter.id ORDER BY round.number DESC LIMIT 1) AS period,
        EXISTS (SELECT 1 FROM consultation_sectionpublication AS section
            WHERE section.consultation_id = matter.id AND section.section = '{Section.COMMENT}'
            AND section.held_at IS NOT NULL) AS is_held
    FROM consultation_consultation AS matter WHERE matter.id = %s
"""  # noqa: S608 — all of it is ours
"""Takes the instant for every place but the last. Written out like the stage in it."""


class Admitted(NamedTuple):
    """The matter that takes a comment, and the key of its running round."""

    consultation: Consultation
    period: int


def admit(submission: Submission, at: datetime) -> Admitted | Refusal:
    """Consume the captcha, then compare the deadline: the matter that takes it (R12, R19)."""
    if not captcha.consume(submission.captcha_key, submission.captcha_answer, at):
        return Refusal(
            Reason.CAPTCHA, _("The characters do not match. Here is a new picture; try again.")
        )
    instant = connection.ops.adapt_datetimefield_value(at)
    values = [*[instant] * (STANDING.count("%s") - 1), submission.consultation_id]
    found: Any = next(iter(Consultation.objects.raw(STANDING, values)), None)
    if found is None or found.stage != Stage.OPEN or found.is_held:
        return Refusal(Reason.CLOSED, _("Comments are closed. Your words are below to be copied."))
    return Admitted(found, found.period)


def takes_comments(consultation: Consultation, at: datetime) -> bool:
    """Open at `at` by the clock, and the form not held back; reads what was prefetched."""
    held = any(
        row.section == Section.COMMENT and row.held_at for row in consultation.publications.all()
    )
    return stage_of(consultation, at) == Stage.OPEN and not held


def withdraw_comment(*, comment: Comment, at: datetime) -> None:
    """Its author takes a comment back, until closing (R36); it stays in the file, uncounted."""
    with writing():
        if stage_of(Consultation.objects.get(pk=comment.consultation_id), at) != Stage.OPEN:
            raise UnableToWithdraw(
                _("A comment can be withdrawn only while comments are open. Ask the department.")
            )
        if not take_back(comment.pk, at):
            raise UnableToWithdraw(_("This comment has already been withdrawn."))


def take_back(comment_id: int, at: datetime, **detail: int) -> bool:
    """Withdraw in the caller's transaction; False if it had been already."""
    taken = Comment.objects.filter(pk=comment_id, withdrawn_at=None).update(
        withdrawn_at=at, visibility=Visibility.PRIVATE
    )
    if taken:
        comment = Comment.objects.select_related("consultation").get(pk=comment_id)
        changes.note(comment.consultation_id, [comment.pk])
        audit.record(
            verb="comment.withdrawn", by=None, at=at, consultation=comment.consultation,
            subject=comment, **detail,
        )  # fmt: skip
    return bool(taken)


def forget(*, at: datetime) -> None:
    """Periodic: expired captchas and old windows of the limiter."""
    captcha.forget_expired(at=at)
    limits.forget_windows(at=at)
