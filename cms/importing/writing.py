"""From an imported page to a consultation with its pages, texts, comments, report and outcome.

One transaction; marked as imported and from where. Printed contacts of persons are masked and
wait at the desk; repairs that the sequence does not prove wait there too.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from cms import access, entering, publishing
from cms.importing import outcome
from cms.importing.bodies import department, place_of
from cms.importing.page import ImportedPage
from cms.management.commands import bootstrap
from cms.models import BackgroundPage, DecisionPage, DraftPage, InterpretationPage
from consultation import audit, calendar, lifecycle, links
from consultation.enums import RepairKind, Section
from consultation.models import (
    CommentPeriod,
    Consultation,
    ProcedureProfile,
    Repair,
)
from consultation.provisions.blocks import ParsedText

KEYS = {
    "notice": Section.NOTICE, "draft": Section.DRAFT, "interpretation": Section.INTERPRETATION,
    "background": Section.BACKGROUND, "feedback": Section.FEEDBACK,
    "deliberation": Section.DELIBERATION, "decision": Section.DECISION,
    "comment_form": Section.COMMENT,
}  # fmt: skip
MASK = "×"
SIGNER = re.compile(r"\w{2,8}?(?:市|州|盟|县|区|旗)")


@dataclass(frozen=True)
class Written:
    """`is_new` is False when the same file had been imported before."""

    consultation: Consultation
    is_new: bool


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def importer() -> Any:
    """The account that imports act as; nobody can log in with it."""
    user, is_new = get_user_model().objects.get_or_create(
        username="import", defaults={"is_active": False, "last_name": "导入"}
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def write(page: ImportedPage, *, data: bytes, source: str, at: datetime) -> Written:
    """Make the consultation once; `source` says where the file came from."""
    digest = digest_of(data)
    known = Consultation.objects.filter(import_digest=digest).first()
    if known:
        return Written(known, is_new=False)
    with transaction.atomic():
        return Written(Writer(page, at=at).write(digest, source), is_new=True)


class Writer:
    """Writes one page; `clean` masks the personal contacts found in it."""

    def __init__(self, page: ImportedPage, *, at: datetime) -> None:
        self.page, self.at, self.by = page, at, importer()
        bootstrap.index()

    def clean(self, text: str) -> str:
        for contact in self.page.contacts:
            text = text.replace(contact.found, MASK * len(contact.found))
        return text

    def write(self, digest: str, source: str) -> Consultation:
        consultation = self.create(digest, source)
        self.period(consultation)
        pages = publishing.create_pages(consultation=consultation, by=self.by)
        access.open_to_departments(pages)
        self.words(consultation)
        outcome.write(self.page, consultation, self.clean, by=self.by, at=self.at)
        links.write_proposals(consultation, by=self.by, at=self.at)
        self.repairs(consultation)
        audit.record(
            verb="consultation.import", by=self.by, at=self.at, consultation=consultation,
            digest=digest,
        )  # fmt: skip
        return Consultation.objects.get(pk=consultation.pk)

    def create(self, digest: str, source: str) -> Consultation:
        page = self.page
        issuer = page.decision.issuer or government_of(page)
        title = self.clean(page.title)[:250] or _("Untitled matter")
        channels = page.notice.channels
        return lifecycle.create_consultation(
            slug=free_slug(title),
            title=title,
            lead=department(page.lead or issuer, place=place_of(issuer)),
            decision_body=department(issuer, decides=True),
            profile=ProcedureProfile.objects.filter(code="cn-713").order_by("valid_from")[0],
            imported_at=self.at,
            imported_by=self.by,
            imported_from=source[:300],
            import_digest=digest,
            email=self.clean(channels.emails[0]) if channels.emails else "",
            postal_address=self.clean(channels.addresses[0])[:200] if channels.addresses else "",
            phone=self.clean(channels.phones[0])[:60] if channels.phones else "",
            by=self.by,
            at=self.at,
        )

    def period(self, consultation: Consultation) -> None:
        opens_on, closes_on = self.page.period.opens_on, self.page.period.closes_on
        if opens_on and closes_on and opens_on < closes_on:
            CommentPeriod.objects.create(
                consultation=consultation,
                opens_at=calendar.start_of(opens_on),
                closes_at=calendar.midnight_after(closes_on),
                scheduled_at=self.at,
                scheduled_by=self.by,
            )

    def words(self, consultation: Consultation) -> None:
        """Notice first, since a matter is public only with it; then what has words."""
        sections = self.page.sections
        notice = consultation.page
        notice.notice = self.html("notice")
        notice.save()
        self.publish(notice)
        if self.page.draft.text and self.page.draft.text.blocks:
            self.legal(DraftPage.objects.get(consultation=consultation), self.page.draft.text)
        if "interpretation" in sections:
            page = InterpretationPage.objects.get(consultation=consultation)
            value = [{"type": "text", "value": self.html("interpretation")}]
            page.body = type(page).body.field.stream_block.to_python(value)
            page.save()
            self.publish(page)
        if "background" in sections:
            background = BackgroundPage.objects.get(consultation=consultation)
            background.body = self.html("background")
            background.save()
            self.publish(background)
        if self.page.decision.text and self.page.decision.text.blocks:
            page = publishing.add_section(notice, DecisionPage, by=self.by)
            page.title = self.clean(self.page.decision.title)[:250] or consultation.title
            self.legal(page, self.page.decision.text)

    def legal(self, page: Any, text: ParsedText) -> None:
        for block in text.blocks:
            block.text = self.clean(block.text)
            block.source_text = self.clean(block.source_text)
        entering.enter(page, text)
        page.save()
        self.publish(page)

    def publish(self, page: Any) -> None:
        publishing.publish(page, by=self.by, at=self.at)

    def html(self, key: str) -> str:
        lines = [self.clean(line) for line in self.page.paragraphs(key)]
        return "".join(f"<p>{escape(line)}</p>" for line in lines if line.strip())

    def repairs(self, consultation: Consultation) -> None:
        rows = [
            Repair(
                consultation=consultation,
                section=KEYS[located.section],
                kind=located.repair.kind,
                line=located.repair.line,
                found=located.repair.found[:300],
                proposed=located.repair.proposed[:300],
                context=self.clean(located.context)[:300],
                is_proven=located.repair.proven,
            )
            for located in self.page.repairs
        ]
        rows += [
            Repair(
                consultation=consultation,
                section=KEYS[contact.section],
                kind=RepairKind.CONTACT,
                line=contact.line,
                found=MASK * len(contact.found),
                proposed=MASK * len(contact.found),
            )
            for contact in self.page.contacts
        ]
        Repair.objects.bulk_create(rows)


def government_of(page: ImportedPage) -> str:
    """The government that will decide, where no decision names it: that of the signer's place."""
    for name in (page.feedback.signed_by, page.notice.signature.signed_by, page.lead):
        found = SIGNER.match(name or "")
        if found:
            return f"{found[0]}人民政府"
    return _("Unnamed government")


def free_slug(title: str) -> str:
    """An address from the sounds of the title's first characters, numbered when taken."""
    letters = [part for part in lazy_pinyin(title[:12]) if part.isascii() and part.isalnum()]
    stem = "-".join(letters)[:60].strip("-").lower() or "matter"
    slug, number = stem, 1
    while Consultation.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{stem}-{number}"
    return slug
