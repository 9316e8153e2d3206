"""The formal head and foot of a decision and the text between them (R71)."""

import re
from dataclasses import dataclass
from datetime import date

from cms.importing.days import days_in
from cms.importing.rows import Row, is_date, is_note, is_signer
from cms.importing.signatures import take_signature
from consultation.provisions.blocks import ParsedText
from consultation.provisions.dates import dates_in
from consultation.provisions.numbering import Style
from consultation.provisions.parsing import parse_text
from consultation.provisions.references import DocumentNumber, parse_document_number

_PREFIX = re.compile(r"^(?:发文字号|文\s*号|字号)\s*[:：]\s*")
_DECREE = re.compile(r"^[一-龥]{2,20}(?:人民政府)?令$")
_DECREE_NUMBER = re.compile(r"^[(（]?第\s*\d{1,5}\s*号[)）]?$")
_WHOLE_DECREE = re.compile(r"^[一-龥]{2,20}人民政府令[(（]?第?\s*(\d{1,5})\s*号[)）]?$")
_ADDRESSED = re.compile(r"各|人民政府|部门|单位|局|委|办|机构|管委会|企业")
_PROMULGATION = re.compile(r"现予(?:公布|发布)|自.{4,20}起施行")
_FROM = re.compile(r"自\s*(?P<when>[^。;,]{4,24}?)起(?:正式)?(?:施行|实施|执行)")
_UNTIL = re.compile(r"有效期(?:至|到|截止到?)\s*")


@dataclass(frozen=True)
class ImportedDecision:
    """`document_number` is written as the format asks; `number` tells whether it was damaged."""

    title: str = ""
    number: DocumentNumber | None = None
    document_number: str = ""
    document_date: date | None = None
    issuer: str = ""
    addressees: str = ""
    notes: tuple[str, ...] = ()
    effective_on: date | None = None
    valid_until: date | None = None
    rows: tuple[Row, ...] = ()
    text: ParsedText | None = None


def read_decision(rows: list[Row]) -> ImportedDecision:
    body, signature = take_signature(rows)
    head, body = _split_head(body)
    number, written = _number(head)
    titles, addressees, opening = _head_words(head)
    signer, signed_on = signature.signed_by, signature.signed_on
    if signed_on is None and not signer:
        opening, inner = take_signature(opening)
        signer, signed_on = inner.signed_by, inner.signed_on
    if signed_on is None:
        signed_on = next((_first_day(row.text) for row in head if is_date(row)), None)
    body = [*opening, *body]
    text = "\n".join(row.text for row in body)
    return ImportedDecision(
        title="".join(titles),
        number=number,
        document_number=written,
        document_date=signed_on,
        issuer=signer or _issuer(titles, written),
        addressees=addressees,
        notes=signature.notes,
        effective_on=_day_after(_FROM, text, "when"),
        valid_until=_day_after(_UNTIL, text),
        rows=tuple(body),
        text=parse_rows(body),
    )


def parse_rows(rows: list[Row]) -> ParsedText:
    """Parse rows as one text that keeps their line numbers."""
    if not rows:
        return ParsedText([])
    first = rows[0].line
    lines = [""] * (rows[-1].line - first + 1)
    for row in rows:
        lines[row.line - first] = row.source
    return parse_text(lines, first_line=first)


def _split_head(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """What stands before the first numbered provision, and the rest."""
    for index, row in enumerate(rows):
        label = row.labelled
        if label.style and label.style is not Style.POINT and not _DECREE_NUMBER.match(row.text):
            return rows[:index], rows[index:]
    for index, row in enumerate(rows):
        if _is_addressees(row):
            return rows[: index + 1], rows[index + 1 :]
    return rows, []


def _head_words(head: list[Row]) -> tuple[list[str], str, list[Row]]:
    """Title lines, addressees, and the paragraphs that already belong to the text."""
    titles: list[str] = []
    addressees = ""
    opening: list[Row] = []
    for row in head:
        if _number([row])[1] or _DECREE.match(row.text) or _DECREE_NUMBER.match(row.text):
            continue
        if not addressees and not opening and _is_addressees(row):
            addressees = row.text.rstrip(":： ")
        elif (
            opening or row.text.endswith(("。", "；", ":", "：")) or _PROMULGATION.search(row.text)
        ):
            opening.append(row)
        elif not addressees and not is_date(row) and not is_note(row):
            titles.append(row.text)
        elif not is_date(row) and not is_signer(row):
            opening.append(row)
    return titles, addressees, opening


def _is_addressees(row: Row) -> bool:
    return (
        row.text.endswith((":", "："))
        and "。" not in row.text
        and bool(_ADDRESSED.search(row.text))
        and row.labelled.style is None
    )


def _number(head: list[Row]) -> tuple[DocumentNumber | None, str]:
    for index, row in enumerate(head):
        words = _PREFIX.sub("", row.text)
        if number := parse_document_number(words):
            return number, str(number)
        if match := _WHOLE_DECREE.match(row.plain):
            return None, f"{row.plain.split('令')[0]}令第{match[1]}号"
        following = head[index + 1].plain if index + 1 < len(head) else ""
        if _DECREE.match(row.text) and _DECREE_NUMBER.match(following):
            return None, row.text + re.sub(r"[()\s]", "", following)
    return None, ""


def _issuer(titles: list[str], written: str) -> str:
    if "令" in written:
        return written.split("令")[0]
    for title in titles:
        if match := re.match(
            r"[一-龥]{2,20}?(?:人民政府(?:办公室)?|局|委员会|厅)(?=关于|印发|$)", title
        ):
            return match[0]
    return ""


def _first_day(text: str) -> date | None:
    days = days_in(text)
    return days[0].value if days else None


def _day_after(pattern: re.Pattern[str], text: str, group: str = "") -> date | None:
    match = pattern.search(text)
    if not match:
        return None
    words = match[group] if group else text[match.end() : match.end() + 14]
    return next((found.value for found in dates_in(words)), None)
