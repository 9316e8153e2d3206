"""The lines of a legal text and the labels, whole or damaged, with which they begin."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from consultation.provisions.numbering import Label, Style, leading
from consultation.provisions.numerals import NUMERAL, fold, to_number

_WORD = r"(?=[一-龥“《‘\"])"
_DAMAGED = [
    (Style.COMMA, re.compile(rf"、\s*{_WORD}")),
    (Style.BRACKET, re.compile(rf"\(?\s*(?P<number>{NUMERAL})?\s*\)\s*{_WORD}")),
    (Style.BRACKET, re.compile(rf"\((?P<number>{NUMERAL})(?=[一-龥][^()]{{1,40}}(?:。|$))")),
    (Style.POINT, re.compile(rf"\.\s*{_WORD}")),
    *(
        (style, re.compile(rf"第\s*{style.value}(?=[\s【(]|[一-龥])"))
        for style in (Style.VOLUME, Style.CHAPTER, Style.SECTION, Style.ARTICLE)
    ),
    *(
        (style, re.compile(rf"(?P<number>{NUMERAL})?{style.value}(?=\s+\S)"))
        for style in (Style.VOLUME, Style.CHAPTER, Style.SECTION, Style.ARTICLE)
    ),
    *((style, re.compile(rf"第(?P<number>{NUMERAL})(?=\s+[一-龥])")) for style in (Style.ARTICLE,)),
]


@dataclass
class Line:
    """One line with words. `label` is what it seems to begin with; `number` what is legible of it.

    `mark` is the label as it stands there, `rest` the words after it.
    """

    position: int
    source: str
    style: Style | None = None
    number: int | None = None
    mark: str = ""
    rest: str = ""
    is_whole: bool = True

    @property
    def is_half_width(self) -> bool:
        return "（" not in self.mark and "）" not in self.mark

    def written(self, number: int) -> str:
        """The label this line should carry, as wide as the line's own brackets."""
        if self.style is None:
            return ""
        return Label(self.style, number).render(half_width=self.is_half_width)


def lines_of(source: str | Iterable[str], first_line: int = 1) -> Iterator[Line]:
    """The lines that have words, with the positions at which they stand."""
    rows = source.split("\n") if isinstance(source, str) else source
    for position, row in enumerate(rows, start=first_line):
        if not fold(row).strip():
            continue
        yield read_line(row.strip(), position)


def read_line(text: str, position: int) -> Line:
    whole = leading(text)
    if whole and text[whole[1] :].strip():
        label, end = whole
        return Line(position, text, label.style, label.number, text[:end].rstrip(), text[end:])
    plain = fold(text)
    for style, pattern in _DAMAGED:
        if match := pattern.match(plain):
            number = to_number(match.groupdict().get("number") or "")
            end = match.end()
            return Line(position, text, style, number, text[:end].rstrip(), text[end:], False)
    if whole:
        return Line(position, text, whole[0].style, whole[0].number, text, "")
    return Line(position, text, rest=text)
