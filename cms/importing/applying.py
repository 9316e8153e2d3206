"""A settled repair finds its way into the words: a new revision, a new version of a legal text."""

from datetime import datetime
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from cms import publishing
from cms.models import (
    BackgroundPage,
    ConsultationPage,
    DecisionPage,
    DraftPage,
    Erratum,
    InterpretationPage,
)
from consultation.enums import Section
from consultation.models import Repair

PLAIN = {Section.NOTICE: (ConsultationPage, "notice"), Section.BACKGROUND: (BackgroundPage, "body")}
LEGAL = {Section.DRAFT: DraftPage, Section.DECISION: DecisionPage}


def apply(repair: Repair, *, by: Any, at: datetime) -> bool:
    """Put what was accepted in place of what was found; False where the words do not hold it."""
    section = Section(repair.section)
    if section in PLAIN:
        model, field = PLAIN[section]
        page = model.objects.filter(consultation=repair.consultation).first()
        changed = page is not None and in_html(page, field, repair)
    elif section == Section.INTERPRETATION:
        page = InterpretationPage.objects.filter(consultation=repair.consultation).first()
        changed = page is not None and in_stream(page, repair)
    elif section in LEGAL:
        page = LEGAL[section].objects.filter(consultation=repair.consultation).first()
        changed = page is not None and in_law(page, repair, by=by, at=at)
    else:
        return False
    if changed:
        page.save()
        publishing.publish(page, by=by, at=at)
    return changed


def in_html(page: Any, field: str, repair: Repair) -> bool:
    words, found = getattr(page, field), escape(repair.found)
    line = escape(repair.context)
    if found not in words:
        return False
    mended = line.replace(found, escape(repair.accepted), 1)
    whole = words.replace(line, mended, 1) if line and line in words else None
    setattr(page, field, whole or words.replace(found, escape(repair.accepted), 1))
    return True


def in_stream(page: Any, repair: Repair) -> bool:
    for block in page.body:
        if block.block_type == "text" and escape(repair.found) in block.value.source:
            block.value.source = block.value.source.replace(
                escape(repair.found), escape(repair.accepted), 1
            )
            return True
    return False


def in_law(page: Any, repair: Repair, *, by: Any, at: datetime) -> bool:
    """The text for display is mended; the text as found stays (R5)."""
    for block in page.body:
        if repair.found in (block.value.get("text") or ""):
            block.value["text"] = block.value["text"].replace(repair.found, repair.accepted, 1)
            Erratum.objects.get_or_create(
                consultation=page.consultation, kind=page.kind, closed_at=None,
                defaults={
                    "reason": _("A damaged place of the imported page was settled."),
                    "opened_at": at,
                    "opened_by": by,
                },
            )  # fmt: skip
            return True
    return False
