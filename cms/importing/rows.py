"""The rows of a page that have words, and what single rows look like."""

import re
from dataclasses import dataclass

from consultation.provisions.dates import damaged_dates, dates_in
from consultation.provisions.lines import Line, read_line
from consultation.provisions.numerals import fold

ORGANISATION = (
    r"(?:局|委员会|委|厅|政府|办公室|办|管委会|管理处|中心|法院|检察院|支队|总队|大队"
    r"|公司|集团|部|院|所|处|会)"
)
_SIGNER = re.compile(rf"(?:[一-龥]{{2,30}}{ORGANISATION}\s*)+")
_NOTE = re.compile(r"\(?此件.{0,12}公开.{0,6}\)?|\(?(?:公开属性|信息公开选项)[:].{2,12}\)?")


@dataclass(frozen=True)
class Row:
    """One line with words. `line` counts from 1 in the file; `after_gap` that a spacer precedes."""

    line: int
    source: str
    after_gap: bool = False

    @property
    def text(self) -> str:
        """The words without surrounding spaces of any kind, otherwise as typed."""
        return self.source.replace("\u3000", " ").replace("\u00a0", " ").strip()

    @property
    def plain(self) -> str:
        """The same in half width, for looking things up."""
        return fold(self.text)

    @property
    def labelled(self) -> Line:
        return read_line(self.text, self.line)


def rows_of(lines: list[str]) -> list[Row]:
    """Rows with words; a spacer is a line of blanks that were typed, or several empty lines."""
    rows: list[Row] = []
    empty, typed = 0, False
    for number, source in enumerate(lines, start=1):
        if not source.strip("\u3000\u00a0 \t\f\v"):
            empty += 1
            typed = typed or bool(source)
            continue
        rows.append(Row(number, source, typed or empty > 1))
        empty, typed = 0, False
    return rows


def is_date(row: Row) -> bool:
    """Nothing but a date, whole or damaged."""
    found = [*dates_in(row.text), *damaged_dates(row.text)]
    return any(item.start == 0 and item.end == len(row.text) for item in found)


def is_signer(row: Row) -> bool:
    """Nothing but the names of offices, as under a letter."""
    return len(row.text) <= 60 and bool(_SIGNER.fullmatch(row.text))


def is_note(row: Row) -> bool:
    """A note under a document on whether it may be published."""
    return bool(_NOTE.fullmatch(row.plain))


def is_bare_heading(row: Row) -> bool:
    """A label and a phrase, whose words follow on the next row."""
    return (
        row.labelled.style is not None
        and len(row.text) <= 40
        and not re.search(r"[。;；:：,，]", row.text)
    )
