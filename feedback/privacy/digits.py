"""Runs of digits however they are disguised, as one string with the way back to the text.

Full-width and other scripts' digits, Chinese numerals, letters that pass for digits beside one,
invisible characters and separators are all read through; time is linear in the text.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

CHINESE = dict(
    zip("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺貳叄陸", "001234567891234567891236", strict=True)
)
SEPARATORS = frozenset(" -.·、_/()*,:~|+—–―‐‑−•・")
LONGEST_GAP = 3
LOOKALIKES = {"o": "0", "O": "0", "l": "1", "I": "1"}


class Readings(dict[str, str]):
    """Character → digit, `-` separator, `` invisible, `X`, a look-alike letter, or `?`."""

    def __missing__(self, character: str) -> str:
        self[character] = found = read(character)
        return found


def read(character: str) -> str:
    if character in CHINESE:
        return CHINESE[character]
    if unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return ""
    folded = unicodedata.normalize("NFKC", character).strip() or " "
    digit = unicodedata.digit(folded[0], None)
    if digit is not None:
        return str(digit)
    if character in "\n\r":
        return "?"
    if folded in LOOKALIKES:
        return folded
    if folded in {"x", "X", "Х", "х", "Χ", "×"}:
        return "X"
    return "-" if folded[0] in SEPARATORS else "?"


READINGS = Readings()


@dataclass
class Run:
    """`digits[i]` stands at `places[i]` of the text; `joints` are positions after a separator."""

    digits: str = ""
    places: list[int] = field(default_factory=list)
    joints: set[int] = field(default_factory=set)

    def begins(self, start: int) -> bool:
        """Whether a number may begin at digit `start`: nothing is glued before it."""
        return start == 0 or start in self.joints

    def ends(self, end: int) -> bool:
        return end == len(self.digits) or end in self.joints


def runs(text: str, shortest: int) -> Iterator[Run]:
    """Runs of at least `shortest` digits, in order."""
    found: list[str] = []
    run, gap = Run(), 0
    for place, reading in resolved(text):
        if reading == "X" and (not found or found[-1] == "X"):
            reading = "?"
        if reading == "-" and found and gap < LONGEST_GAP:
            gap += 1
            continue
        if reading in "?-":
            if len(found) >= shortest:
                run.digits = "".join(found)
                yield run
            if found:
                run, found = Run(), []
            gap = 0
            continue
        if gap:
            run.joints.add(len(found))
            gap = 0
        found.append(reading)
        run.places.append(place)
    if len(found) >= shortest:
        run.digits = "".join(found)
        yield run


def resolved(text: str) -> Iterator[tuple[int, str]]:
    """Place and reading of every visible character; letters that pass for digits are digits
    where they stand together with a real one.
    """
    visible = [
        (place, reading) for place, character in enumerate(text) if (reading := READINGS[character])
    ]
    for alike, group in groupby(visible, lambda pair: pair[1] in LOOKALIKES or pair[1].isdigit()):
        members = list(group)
        if not alike:
            yield from members
        elif any(reading.isdigit() for _place, reading in members):
            yield from ((place, LOOKALIKES.get(reading, reading)) for place, reading in members)
        else:
            yield from ((place, "?") for place, _reading in members)
