"""Names and contacts: kept sealed, opened one at a time, for a purpose that is recorded (R39)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from consultation import audit, permissions
from consultation.enums import Role
from consultation.errors import DomainError
from consultation.rows import insert
from consultation.transactions import writing
from feedback import scans
from feedback.models import Attachment, Comment, Respondent
from feedback.privacy.crypto import Place, decrypt, encrypt
from feedback.privacy.masking import mask, mask_name

SHORTEST_PURPOSE = 4
KEPT = timedelta(days=183)


class UnableToReveal(DomainError):
    """No purpose was given, or there is nothing to open."""


@dataclass(frozen=True)
class Person:
    """Never to be logged, cached or put into a message."""

    name: str
    contact: str


def place(comment: Comment, column: str) -> Place:
    return Place(Respondent._meta.db_table, column, str(comment.pk))


def keep(comment: Comment, person: Person, contact_hash: str) -> Respondent:
    """Write the sealed row of a comment just inserted, in the caller's transaction."""
    return insert(
        Respondent(
            comment=comment,
            consultation_id=comment.consultation_id,
            name_cipher=encrypt(person.name, place(comment, "name")),
            contact_cipher=encrypt(person.contact, place(comment, "contact")),
            contact_hash=contact_hash,
        )
    )


def erase_old(*, at: datetime) -> None:
    """Periodic: names and contacts go six months after the final report, as the form promises,
    or after the withdrawal of a matter that never got one; with them the scans that show both.

    The ordinal of the person stays on the comment, so that people can still be counted.
    """
    ended = Coalesce("comment__consultation__reported_at", "comment__consultation__withdrawn_at")
    old = Respondent.objects.alias(ended_at=ended).filter(
        erased_at=None, comment__person__isnull=False, ended_at__lt=at - KEPT
    )
    if old.exists():
        Comment.objects.filter(respondent__in=old).exclude(masked_name="").update(masked_name="")
        old.update(name_cipher="", contact_cipher="", contact_hash="", erased_at=at)
    scans.close_old(before=at - KEPT, at=at)


def may_reveal(user: Any, comment: Comment, at: datetime) -> bool:
    """Privacy officers, and those who draft or sign for the lead department; nobody else."""
    lead = comment.consultation.lead_id
    return permissions.is_privacy_officer(user, at) or permissions.holds(
        user, at, [Role.DRAFTER, Role.APPROVER], [lead]
    )


def reveal_contact(*, comment: Comment, purpose: str, by: Any, at: datetime) -> Person:
    """Open name and contact of a comment; the act and its purpose are recorded first."""
    permissions.require(may_reveal(by, comment, at))
    purpose = purpose_of(purpose)
    with writing():
        respondent = Respondent.objects.filter(comment=comment).first()
        if respondent is None or respondent.erased_at:
            raise UnableToReveal(_("Name and contact were not given or have been erased."))
        audit.record(
            verb="contact.revealed", by=by, at=at, consultation=comment.consultation,
            subject=comment, purpose=purpose,
        )  # fmt: skip
        return Person(
            decrypt(respondent.name_cipher, place(comment, "name")),
            decrypt(respondent.contact_cipher, place(comment, "contact")),
        )


def open_scan(*, scan: Attachment, purpose: str, by: Any, at: datetime) -> None:
    """Record that somebody opens a letter, which as a rule shows name and contact."""
    comment = scan.comment
    permissions.require(may_reveal(by, comment, at))
    purpose = purpose_of(purpose)
    with writing():
        if Attachment.objects.filter(pk=scan.pk, erased_at__isnull=False).exists():
            raise UnableToReveal(_("The scan has been erased."))
        audit.record(
            verb="attachment.opened", by=by, at=at, consultation=comment.consultation,
            subject=scan, comment=comment.pk, purpose=purpose,
        )  # fmt: skip


def purpose_of(words: str) -> str:
    """What is recorded of the purpose, itself without personal data; raises `UnableToReveal`."""
    if len(words.strip()) < SHORTEST_PURPOSE:
        raise UnableToReveal(_("Say what you need the contact for; the reason is recorded."))
    return mask(words.strip())


def name_to_show(comment: Comment) -> str:
    """The whole name where its author agreed, else the family name with a star (R41)."""
    respondent = Respondent.objects.filter(comment=comment).exclude(name_cipher="").first()
    if respondent is None:
        return ""
    name = decrypt(respondent.name_cipher, place(comment, "name"))
    return name if comment.consents_to_name else mask_name(name)


def contact_for_result(*, comment: Comment, at: datetime) -> str:
    """The address of an author who asked to be told; "" once erased. The opening is recorded."""
    with writing():
        respondent = Respondent.objects.filter(comment=comment, comment__wants_result=True).first()
        if respondent is None or not respondent.contact_cipher:
            return ""
        audit.record(
            verb="contact.used", by=None, at=at, consultation=comment.consultation,
            subject=comment, purpose="result",
        )  # fmt: skip
        return decrypt(respondent.contact_cipher, place(comment, "contact"))
