"""How alike two provisions are: by wording, and by how much of one is contained in the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from rapidfuzz import fuzz

from consultation.provisions.typography import bare

ALIKE = 0.42
WORTH_A_LOOK = 0.12


class Worded(Protocol):
    """Anything with a kind, a heading and words: a block, a provision, an editor's block."""

    @property
    def kind(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass
class Unit:
    """One provision as compared. `index` is its place in its text, `place` that in 0…1."""

    index: int
    place: float
    kind: str
    heading: str
    body: str
    parent: int | None = None

    @cached_property
    def words(self) -> str:
        return self.heading + self.body

    @cached_property
    def bigrams(self) -> frozenset[str]:
        return frozenset(self.words[i : i + 2] for i in range(len(self.words) - 1))


def units_of(blocks: Sequence[Worded]) -> list[Unit]:
    """The provisions of a text; a heading's only paragraph is compared as the heading's words."""
    units: list[Unit] = []
    last = max(len(blocks) - 1, 1)
    parent: int | None = None
    for index, block in enumerate(blocks):
        if block.kind in ("part", "chapter", "section", "article"):
            parent = None if block.kind != "article" else parent
        follows = [b.kind for b in blocks[index + 1 : index + 3]]
        previous = units[-1] if units else None
        if block.kind == "paragraph" and previous and previous.kind == "article":
            only = follows[:1] != ["paragraph"] and follows[:1] != ["item"]
            if only and previous.index == index - 1 and not previous.body:
                previous.body = bare(block.text)
                continue
        unit = Unit(index, index / last, str(block.kind), bare(block.heading), bare(block.text))
        if block.kind in ("item", "paragraph"):
            unit.parent = next(
                (u.index for u in reversed(units) if u.kind not in ("item", "paragraph")), None
            )
        units.append(unit)
    return units


def alike(one: Unit, other: Unit) -> float:
    """0…1; wording first, then heading, kind and place."""
    if one.words and one.words == other.words:
        wording = 1.0
    else:
        if overlap(one, other) < WORTH_A_LOOK:
            return 0.0
        wording = fuzz.ratio(one.words, other.words) / 100
        if one.heading and other.heading:
            naming = fuzz.ratio(one.heading, other.heading) / 100
            wording = max(wording, (wording + naming) / 2)
    if _rank(one.kind) != _rank(other.kind):
        wording -= 0.06
    return wording - 0.05 * abs(one.place - other.place)


def overlap(one: Unit, other: Unit) -> float:
    """Shared bigrams, of all that both have."""
    if not one.bigrams or not other.bigrams:
        return 0.0
    shared = len(one.bigrams & other.bigrams)
    return 2 * shared / (len(one.bigrams) + len(other.bigrams))


def contained(small: Unit, large: Unit) -> float:
    """How much of the first stands in the second."""
    return len(small.bigrams & large.bigrams) / len(small.bigrams) if small.bigrams else 0.0


def is_heading(kind: str) -> bool:
    return kind in ("part", "chapter", "section")


def _rank(kind: str) -> int:
    if is_heading(kind):
        return 0
    return 1 if kind == "article" else 2


def best_pairs(old: Sequence[Unit], new: Sequence[Unit]) -> list[tuple[Unit, Unit, float]]:
    """One to one, the most alike first; headings only with headings."""
    scored = [
        (score, one, other)
        for one in old
        for other in new
        if is_heading(one.kind) == is_heading(other.kind) and (score := alike(one, other)) >= ALIKE
    ]
    scored.sort(key=lambda item: (-item[0], item[1].index, item[2].index))
    used_old: set[int] = set()
    used_new: set[int] = set()
    pairs: list[tuple[Unit, Unit, float]] = []
    for score, one, other in scored:
        if one.index in used_old or other.index in used_new:
            continue
        used_old.add(one.index)
        used_new.add(other.index)
        pairs.append((one, other, score))
    return sorted(pairs, key=lambda pair: pair[1].index)
