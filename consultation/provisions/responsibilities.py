"""Clauses that charge departments: (责任单位:市公安局、市教育局), in all their forms (R10)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from consultation.provisions.numerals import fold

_DUTY = r"(?:责任|牵头|配合|落实|实施|主办|协办|参与|承办|主责)"
_WORDS = rf"(?:{_DUTY}(?:责任)?(?:单位|部门|处室|主体)|责任分工)"
_OPENING = re.compile(rf"[(〔\[【]\s*{_WORDS}\s*:")
_BARE = re.compile(rf"^\s*{_WORDS}\s*:")
_NAMING = re.compile(rf"{_WORDS}\s*:")
_CATCH_ALL = re.compile(r"(?:按照?|依照?|根据|依据)(?:各自)?(?:职责|职能|分工)")
_PAIRS = {"(": ")", "〔": "〕", "[": "]", "【": "】"}
_ROLE = re.compile(r"(?:牵头(?:负责)?|配合|负责|等)$")


@dataclass(frozen=True)
class Clause:
    """One printed clause. Names that charge nobody in particular are in `unspecified` too."""

    source: str
    names: tuple[str, ...]
    unspecified: tuple[str, ...]
    line: int


def take_clauses(text: str, line: int) -> tuple[str, tuple[Clause, ...]]:
    """The text without its responsibility clauses, and the clauses."""
    if _BARE.match(fold(text)):
        return "", (_clause(text.strip(), text, line),)
    clauses: list[Clause] = []
    kept = ""
    while opening := _OPENING.search(fold(text)):
        end = _closing(fold(text), opening.start())
        clauses.append(
            _clause(text[opening.start() : end], text[opening.start() + 1 : end - 1], line)
            if end
            else _clause(text[opening.start() :], text[opening.start() + 1 :], line)
        )
        kept, text = kept + text[: opening.start()], text[end:] if end else ""
    rest = kept + text
    return (rest.strip().rstrip() if clauses else text), tuple(clauses)


def _closing(plain: str, start: int) -> int:
    """Just after the bracket that closes the one at `start`; 0 where none does."""
    open_brackets: list[str] = []
    for position in range(start, len(plain)):
        character = plain[position]
        if character in _PAIRS:
            open_brackets.append(_PAIRS[character])
        elif open_brackets and character == open_brackets[-1]:
            open_brackets.pop()
            if not open_brackets:
                return position + 1
    return 0


def _clause(source: str, inner: str, line: int) -> Clause:
    names = tuple(_names(inner))
    unspecified = tuple(name for name in names if _CATCH_ALL.search(name))
    return Clause(source, names, unspecified, line)


def _names(inner: str) -> Iterator[str]:
    """The names between separators outside nested brackets, as printed."""
    inner = _NAMING.sub(lambda match: " " * len(match[0]), fold(inner))
    depth, name = 0, ""
    for character in inner + "、":
        if character in "(〔":
            depth += 1
        elif character in ")〕":
            depth -= 1
        if depth <= 0 and character in "、,;。":
            if cleaned := _cleaned(name):
                yield cleaned
            name = ""
        else:
            name += character
    if cleaned := _cleaned(name):
        yield cleaned


def _cleaned(name: str) -> str:
    name = name.strip()
    if _CATCH_ALL.search(name):
        return name
    return _ROLE.sub("", name).strip()
