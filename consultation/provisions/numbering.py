"""Labels of a legal text, 一、 （一） 1. （1） 第一条 and the like, parsed and rendered (R4)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from consultation.provisions.numerals import NUMERAL, fold, to_chinese, to_number


class Style(StrEnum):
    """How a label is written."""

    COMMA = "comma"
    BRACKET = "bracket"
    POINT = "point"
    DIGIT_BRACKET = "digit_bracket"
    VOLUME = "编"
    CHAPTER = "章"
    SECTION = "节"
    ARTICLE = "条"

    @property
    def is_worded(self) -> bool:
        """Written with a word of measure: 第一条."""
        return self in WORDED


WORDED = (Style.VOLUME, Style.CHAPTER, Style.SECTION, Style.ARTICLE)

_NUMBER = rf"({NUMERAL}|\d{{1,4}})"
_PATTERNS = [
    (Style.COMMA, re.compile(rf"({NUMERAL})\s*、")),
    (Style.BRACKET, re.compile(rf"\(\s*({NUMERAL})\s*\)")),
    (Style.DIGIT_BRACKET, re.compile(r"\(\s*(\d{1,3})\s*\)")),
    (Style.POINT, re.compile(r"(\d{1,3})\s*[.、](?!\d)")),
    *((style, re.compile(rf"第\s*{_NUMBER}\s*{style.value}")) for style in WORDED),
]


@dataclass(frozen=True)
class Label:
    """A number in a style. Two labels are equal however wide their brackets were typed."""

    style: Style
    number: int

    @classmethod
    def parse(cls, text: str) -> "Label | None":
        """The label that `text` is, and nothing but it."""
        found = leading(text.strip())
        return found[0] if found and found[1] == len(text.strip()) else None

    def render(self, *, half_width: bool = False) -> str:
        if self.style.is_worded:
            return f"第{to_chinese(self.number)}{self.style.value}"
        match self.style:
            case Style.COMMA:
                return f"{to_chinese(self.number)}、"
            case Style.POINT:
                return f"{self.number}."
            case Style.BRACKET:
                inner = to_chinese(self.number)
            case _:
                inner = str(self.number)
        return f"({inner})" if half_width else f"（{inner}）"


def leading(line: str) -> tuple[Label, int] | None:
    """The label with which a line begins, and where the words after it begin.

    `1条反映…` and `第119次…` begin with none (R9).
    """
    plain = fold(line)
    for style, pattern in _PATTERNS:
        match = pattern.match(plain)
        number = to_number(match[1]) if match else None
        if match and number:
            return Label(style, number), match.end()
    return None
