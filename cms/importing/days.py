"""The days named in running text: whole, damaged, without a year."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from consultation.provisions.dates import damaged_dates, dates_in, day_of
from consultation.provisions.numerals import fold

_MONTH_DAY = re.compile(r"(?<![\d年])(?:同年|当年|次年)?(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]")
_DAY_ONLY = re.compile(r"(?<=[至到\-—~])\s*(\d{1,2})\s*日")
JOIN = r"\s*(?:\d{1,2}(?:时|:\d\d|点)?)?\s*(?:起)?\s*,?\s*(?:至|到|-+|—+|–+|~+)\s*"


@dataclass(frozen=True)
class Day:
    """A day at `start` to `end` of a text. `value` is None if the year is not known."""

    start: int
    end: int
    value: date | None


def days_in(text: str, year: int | None = None) -> list[Day]:
    """Every day in order. A day without a year takes that of the day before it, else `year`."""
    found = [Day(item.start, item.end, item.value) for item in dates_in(text)]
    found += [
        Day(item.start, item.end, item.candidates[0] if len(item.candidates) == 1 else None)
        for item in damaged_dates(text)
    ]
    taken = [(day.start, day.end) for day in found]
    yearless = []
    for match in _MONTH_DAY.finditer(fold(text)):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            yearless.append((match.start(), match.end(), int(match[1]), int(match[2])))
    for start, end, month, day in yearless:
        known = [d for d in found if d.value and d.start < start]
        nearest = max(known, key=lambda d: d.start).value if known else None
        base = nearest.year if nearest else year
        value = day_of(base, month, day) if base else None
        if value and nearest and value < nearest and start - _end_before(found, start) < 12:
            value = day_of(value.year + 1, month, day)
        found.append(Day(start, end, value))
    return sorted(found, key=lambda item: item.start)


def _end_before(days: list[Day], start: int) -> int:
    return max((day.end for day in days if day.start < start), default=-99)


def ranges_in(text: str, year: int | None = None) -> Iterator[tuple[Day, Day]]:
    """Every two days joined by 至, 到 or a dash."""
    days = days_in(text, year)
    plain = fold(text)
    for first, second in pairwise(days):
        between = plain[first.end : second.start]
        if re.fullmatch(r"[^。;]{0,14}?(?:至|到|-+|—+|–+|~+)\s*", between):
            yield first, second
