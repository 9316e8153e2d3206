"""The draft: its title, its preamble and provisions."""

import re
from dataclasses import dataclass
from itertools import takewhile

from cms.importing.decision_text import parse_rows
from cms.importing.rows import Row
from cms.importing.signatures import take_signature
from consultation.provisions.blocks import ParsedText

_DRAFT_MARK = re.compile(
    r"[(（](?:公开)?(?:征求意见稿|草案|送审稿|意见征求稿|讨论稿)[^)）]{0,10}[)）]$"
)
_CONTENTS = re.compile(r"^目\s*录$")


@dataclass(frozen=True)
class ImportedDraft:
    """`title` is empty where the text bears none of its own."""

    title: str = ""
    rows: tuple[Row, ...] = ()
    text: ParsedText | None = None


def read_draft(rows: list[Row], page_title: str) -> ImportedDraft:
    body, _signature = take_signature(_without_contents(rows))
    names = list(takewhile(lambda row: _is_title(row, page_title), body[:3]))
    body = body[len(names) :]
    return ImportedDraft("".join(row.text for row in names), tuple(body), parse_rows(body))


def _is_title(row: Row, page_title: str) -> bool:
    words = row.text
    if row.labelled.style or len(words) > 100 or re.search(r"[。；;：:，,]", words):
        return False
    named = words.strip("《》") in page_title or bool(_DRAFT_MARK.search(words))
    return named or bool(
        re.fullmatch(
            r"[一-龥、《》“”()（）]{4,80}(?:办法|规定|意见|方案|细则|条例|规划|措施|决定|通知)",
            words,
        )
    )


def _without_contents(rows: list[Row]) -> list[Row]:
    """The rows without a table of contents, whose entries recur as headings."""
    start = next((i for i, row in enumerate(rows) if _CONTENTS.match(row.text)), None)
    if start is None or start + 1 >= len(rows):
        return rows
    first = "".join(rows[start + 1].text.split())
    for index in range(start + 2, len(rows)):
        if "".join(rows[index].text.split()) == first:
            return [*rows[:start], *rows[index:]]
    return rows
