"""What a person should look at after an import, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cms.importing.header import SECTIONS, Header
from cms.importing.offices import leading_office, same_office
from cms.importing.period import period_in
from cms.importing.verdicts import is_hedged, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cms.importing.page import ImportedPage
    from cms.importing.rows import Row
    from consultation.provisions.blocks import ParsedText


def of_page(page: ImportedPage, header: Header) -> list[str]:
    return [
        *_of_header(page, header),
        *_of_period(page),
        *_of_text(page.draft.text),
        *_of_text(page.decision.text),
        *_of_feedback(page),
        *_of_decision(page),
    ]


def lead_elsewhere(sections: dict[str, list[Row]]) -> str:
    """The office that any other section names as leading."""
    for key in SECTIONS:
        if office := leading_office("\n".join(row.text for row in sections.get(key, []))):
            return office
    return ""


def _of_header(page: ImportedPage, header: Header) -> Iterator[str]:
    if not page.title:
        yield _("The page has no title.")
    for name in header.unknown_tabs:
        yield _(
            "The tab “%(name)s” is none of the eight sections; its words were not imported."
        ) % {"name": name}
    if not page.lead:
        yield _("The page does not name the leading department.")


def _of_period(page: ImportedPage) -> Iterator[str]:
    if "notice" not in page.sections:
        return
    if not page.period.closes_on:
        yield _("The closing day of the comment period was not found.")
    if not page.period.opens_on:
        yield _("The opening day of the comment period was not found.")
    elif not page.notice.period.opens_on and page.period.opens_on == (
        page.notice.signature.signed_on or page.published_on
    ):
        yield _("The opening day of the comment period was taken from the date of the notice.")
    if page.period.is_whole and page.period.opens_on > page.period.closes_on:  # type: ignore[operator]
        yield _("The comment period closes before it opens.")
    year = page.period.closes_on.year if page.period.closes_on else None
    told = period_in(page.feedback.opening, published_on=None, year=year)
    if told.closes_on and page.period.closes_on and told.closes_on != page.period.closes_on:
        yield _("Notice and feedback name different closing days: %(notice)s and %(feedback)s.") % {
            "notice": page.period.closes_on.isoformat(),
            "feedback": told.closes_on.isoformat(),
        }


def _of_text(text: ParsedText | None) -> Iterator[str]:
    for doubt in text.doubts if text else ():
        values = {"line": doubt.line, "found": doubt.found, "expected": doubt.expected}
        if doubt.kind == "gap":
            yield (
                _("Line %(line)s: the numbering goes on with %(found)s instead of %(expected)s.")
                % values
            )
        elif doubt.kind == "item_number":
            yield _("Line %(line)s: the item seems to have lost its number: %(expected)s") % values
        else:
            yield _("Line %(line)s: %(found)s does not fit the numbering.") % values


def _of_feedback(page: ImportedPage) -> Iterator[str]:
    feedback, counts = page.feedback, page.feedback.counts
    if "feedback" not in page.sections:
        return
    if counts.opinions is None:
        yield _("The feedback does not say how many opinions were received.")
    elif counts.has_outcomes and counts.total != counts.opinions:
        yield _(
            "The feedback counts %(opinions)s opinions, but its outcomes add up to %(total)s;"
            " the printed numbers were kept."
        ) % {"opinions": counts.opinions, "total": counts.total}
    listed = sum(entry.stands_for for entry in feedback.entries)
    if counts.opinions is not None and listed != counts.opinions:
        yield _(
            "The feedback counts %(opinions)s opinions, but lists %(listed)s;"
            " the printed numbers were kept."
        ) % {"opinions": counts.opinions, "listed": listed}
    for entry in feedback.entries:
        values = {"line": entry.line, "label": entry.label, "phrase": entry.phrase}
        if not entry.label:
            yield _("Line %(line)s: no verdict is printed for this opinion.") % values
        elif entry.phrase and _contradicts(entry.kind, entry.phrase):
            yield (
                _("Line %(line)s: the verdict is “%(label)s”, but the text says “%(phrase)s”.")
                % values
            )
    if feedback.signed_by and page.lead and not same_office(feedback.signed_by, page.lead):
        yield _("The feedback is signed by %(signer)s, not by the leading department %(lead)s.") % {
            "signer": feedback.signed_by,
            "lead": page.lead,
        }


def _contradicts(kind: str, phrase: str) -> bool:
    return is_hedged(phrase) or kind_of(phrase) != kind


def _of_decision(page: ImportedPage) -> Iterator[str]:
    decision = page.decision
    if "decision" not in page.sections:
        return
    if not decision.document_number:
        yield _("The decision bears no document number.")
    if not decision.document_date:
        yield _("The decision bears no date.")
    for habit in decision.number.warnings if decision.number else ():
        if habit == "padded":
            yield _("The document number of the decision is padded with zeros.")
        else:
            yield _("The document number of the decision is written with 第.")
