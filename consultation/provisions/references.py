"""Document numbers such as 淄政发〔2021〕9号, whole or damaged (R6, R7)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from consultation.provisions.numerals import fold

_CODE = r"(?P<code>[一-龥]{1,12}?)"
_WHOLE = re.compile(
    rf"{_CODE}\s*[〔\[【(]\s*(?P<year>(?:19|20)\d\d)\s*[〕\]】)]"
    r"\s*(?P<ordinal>第?)\s*(?P<number>\d{1,5})\s*号"
)
_DAMAGED = [
    re.compile(r"[〔\[【(]\s*(?P<year>(?:19|20)\d\d)\s*(?P<number>\d{1,4})号"),
    re.compile(r"(?<=[一-龥])(?P<year>(?:19|20)\d\d)\s*[〕\]】]\s*(?P<number>\d{1,5})号"),
    re.compile(r"(?<=[发字函办规通令])(?P<year>(?:19|20)\d\d)(?P<number>\d{1,4})号"),
    re.compile(r"〔(?P<year>(?:19|20)\d\d)〕\s*(?P<number>\d{1,5})(?![\d号])"),
    re.compile(r"(?<=[发字函办规通])〔(?P<year>(?:19|20)\d\d)\s*(?P<number>\d{1,4})(?![\d号〕])"),
]


@dataclass(frozen=True)
class DocumentNumber:
    """`code` is the issuer's abbreviation. `warnings` names habits the format does not allow:
    `padded` (09号) and `ordinal` (第9号); `is_damaged` asks for a person's confirmation.
    """

    code: str
    year: int
    number: int
    warnings: tuple[str, ...] = ()
    is_damaged: bool = False

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.number}号"


@dataclass(frozen=True)
class DamagedNumber:
    """Year and serial of a document number that lost a character, at `start` of its text."""

    start: int
    found: str
    year: int
    number: int

    @property
    def proposed(self) -> str:
        return f"〔{self.year}〕{self.number}号"


def parse_document_number(text: str) -> DocumentNumber | None:
    """The document number that `text` is; brackets and digits of any width."""
    plain = fold(text).strip()
    if match := _WHOLE.fullmatch(plain):
        warnings = ["padded"] if match["number"].startswith("0") else []
        if match["ordinal"]:
            warnings.append("ordinal")
        return DocumentNumber(
            match["code"], int(match["year"]), int(match["number"]), tuple(warnings)
        )
    for damage in damaged_numbers(plain):
        code = plain[: damage.start].strip()
        if re.fullmatch(r"[一-龥]{1,12}", code) and plain.endswith(damage.found):
            return DocumentNumber(code, damage.year, damage.number, is_damaged=True)
    return None


def damaged_numbers(text: str) -> Iterator[DamagedNumber]:
    """Every document number in running text that lost a bracket or its 号, in order."""
    plain = fold(text)
    found: dict[int, DamagedNumber] = {}
    for pattern in _DAMAGED:
        for match in pattern.finditer(plain):
            if not any(
                match.start() < other.start + len(other.found) and other.start < match.end()
                for other in found.values()
            ):
                found[match.start()] = DamagedNumber(
                    match.start(),
                    text[match.start() : match.end()],
                    int(match["year"]),
                    int(match["number"]),
                )
    yield from (found[start] for start in sorted(found))
