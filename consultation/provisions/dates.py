"""Dates as official texts write them, whole or damaged (R7)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from consultation.provisions.numerals import fold, to_number

_CN = "〇零○Ｏ一二三四五六七八九十"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WHOLE = [
    re.compile(rf"{_YEAR}\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*[日号]"),
    re.compile(rf"(?<!\d){_YEAR}([-./])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}})(?!\d)"),
    re.compile(
        rf"(?P<year>[{_CN}]{{4}})\s*年\s*(?P<month>[{_CN}]{{1,2}})\s*月"
        rf"\s*(?P<day>[{_CN}]{{1,3}})\s*[日号]"
    ),
]
_DAMAGED = [
    re.compile(rf"(?<!\d){_YEAR}\s*(?P<digits>\d{{2,4}})\s*日"),
    re.compile(rf"(?<!\d){_YEAR}\s*年\s*(?P<digits>\d{{2,4}})\s*日"),
    re.compile(rf"(?<!\d){_YEAR}\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*日"),
    re.compile(rf"{_YEAR}\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})(?=[,。;)、]|$)"),
]


@dataclass(frozen=True)
class FoundDate:
    """A date at `start` of a text; `end` is where the words go on."""

    start: int
    end: int
    value: date


@dataclass(frozen=True)
class DamagedDate:
    """A date that lost 年, 月 or 日. Several `candidates` mean that a person has to choose."""

    start: int
    end: int
    found: str
    candidates: tuple[date, ...]

    @property
    def proposed(self) -> str:
        return "或".join(written(candidate) for candidate in self.candidates)


def written(day: date) -> str:
    """2021年9月12日, without padding."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_date(text: str) -> date | None:
    """The date that `text` is, if it is whole."""
    for found in dates_in(text.strip()):
        if found.start == 0 and found.end == len(text.strip()):
            return found.value
    return None


def dates_in(text: str) -> Iterator[FoundDate]:
    """Every whole date of running text, in order; Arabic or Chinese numerals."""
    plain = fold(text)
    found: list[FoundDate] = []
    for pattern in _WHOLE:
        for match in pattern.finditer(plain):
            year, month, day = (_number(match[name]) for name in ("year", "month", "day"))
            if value := day_of(year, month, day):
                found.append(FoundDate(match.start(), match.end(), value))
    yield from sorted(found, key=lambda item: item.start)


def damaged_dates(text: str) -> Iterator[DamagedDate]:
    """Every date of running text that lost 年, 月 or 日, in order."""
    plain = fold(text)
    whole = [(item.start, item.end) for item in dates_in(text)]
    found: list[DamagedDate] = []
    for pattern in _DAMAGED:
        for match in pattern.finditer(plain):
            if any(start < match.end() and match.start() < end for start, end in whole):
                continue
            if candidates := tuple(_candidates(match)):
                found.append(
                    DamagedDate(
                        match.start(), match.end(), text[match.start() : match.end()], candidates
                    )
                )
    yield from sorted(found, key=lambda item: item.start)


def _candidates(match: re.Match[str]) -> Iterator[date]:
    year = int(match["year"])
    groups = match.groupdict()
    if "month" in groups:
        splits = [(match["month"], match["day"])]
    else:
        digits = match["digits"]
        splits = [(digits[:at], digits[at:]) for at in (1, 2) if 0 < len(digits) - at <= 2]
        unpadded = [split for split in splits if not any(part.startswith("0") for part in split)]
        splits = unpadded or splits
    for month, day in splits:
        if value := day_of(year, int(month), int(day)):
            yield value


def _number(text: str) -> int:
    return to_number(text.replace("○", "〇").replace("Ｏ", "〇").replace("O", "〇")) or 0
