"""Who signed a text, and on which day."""

import re
from dataclasses import dataclass
from datetime import date

from cms.importing.days import days_in
from cms.importing.rows import ORGANISATION, Row, is_date, is_note, is_signer

_ON_ONE_ROW = re.compile(rf"^([一-龥]{{2,30}}{ORGANISATION})\s+(\S.*)$")


@dataclass(frozen=True)
class Signature:
    """`line` is where the signature begins; `notes` what stands below it."""

    signed_by: str = ""
    signed_on: date | None = None
    line: int = 0
    notes: tuple[str, ...] = ()


def take_signature(rows: list[Row]) -> tuple[list[Row], Signature]:
    """The rows above the signature that ends a text, and the signature, empty if there is none."""
    rest = list(rows)
    notes: list[str] = []
    while rest and is_note(rest[-1]):
        notes.insert(0, rest.pop().text)
    day, names = None, []
    line = 0
    if rest and is_date(rest[-1]):
        row = rest.pop()
        line, day = row.line, _day(row.text)
    elif rest and (match := _ON_ONE_ROW.match(rest[-1].text)) and is_date(Row(0, match[2])):
        row = rest.pop()
        line, day, names = row.line, _day(match[2]), [match[1]]
    while len(names) < 6 and len(rest) > 1 and is_signer(rest[-1]) and (day or not names):
        row = rest.pop()
        line = row.line
        names = [*row.text.split(), *names]
    if day is None and not names:
        return (
            (rest, Signature(notes=tuple(notes), line=line)) if notes else (list(rows), Signature())
        )
    return rest, Signature("、".join(names), day, line, tuple(notes))


def _day(text: str) -> date | None:
    days = days_in(text)
    return days[0].value if days else None
