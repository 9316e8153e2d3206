"""What became of each provision (R11), and identities kept when a text is parsed again (R3)."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Protocol
from uuid import UUID, uuid4

from consultation.provisions.similarity import (
    Unit,
    Worded,
    best_pairs,
    contained,
    is_heading,
    units_of,
)
from consultation.provisions.typography import bare

CONTAINED = 0.45


class Relation(StrEnum):
    """Values as in `consultation.enums.Relation`."""

    UNCHANGED = "unchanged"
    REVISED = "revised"
    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    MOVED = "moved"
    PROMOTED = "promoted"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Correspondence:
    """A proposed link by position in the two lists; None where a provision has no counterpart."""

    origin: int | None
    target: int | None
    relation: Relation
    score: float


class Identified(Worded, Protocol):
    @property
    def uid(self) -> UUID: ...


def align(old: Sequence[Worded], new: Sequence[Worded]) -> list[Correspondence]:
    """Proposed relations between two texts, in the order of the new one, removals last.

    Every provision of both texts occurs at least once, but for a paragraph that alone makes up
    the words of an article: it goes with its article.
    """
    old_units, new_units = units_of(old), units_of(new)
    pairs = best_pairs(old_units, new_units)
    pairs = sorted([*pairs, *_renamed_headings(old_units, new_units, pairs)], key=_by_target)
    paired_old = {one.index for one, _, _ in pairs}
    paired_new = {other.index for _, other, _ in pairs}
    merged = [
        (one, *home)
        for one in old_units
        if one.index not in paired_old and (home := _home(one, new_units))
    ]
    split = [
        (*home, other)
        for other in new_units
        if other.index not in paired_new and (home := _home(other, old_units))
    ]
    into_many = {one.index for one, _, _ in split}
    from_many = {other.index for _, other, _ in merged}
    in_order = _in_order(pairs)
    counterpart = {one.index: other.index for one, other, _ in pairs}
    links = [
        Correspondence(
            one.index, other.index,
            _relation(one, other, into_many, from_many, in_order, counterpart), round(score, 3),
        )
        for one, other, score in pairs
    ]  # fmt: skip
    links += [
        Correspondence(one.index, other.index, Relation.MERGED, round(score, 3))
        for one, other, score in merged
    ]
    links += [
        Correspondence(one.index, other.index, Relation.SPLIT, round(score, 3))
        for one, score, other in split
    ]
    settled_old = paired_old | {one.index for one, _, _ in merged}
    settled_new = paired_new | {other.index for _, _, other in split}
    links += [
        Correspondence(None, unit.index, Relation.ADDED, 0.0)
        for unit in new_units
        if unit.index not in settled_new
    ]
    links.sort(key=lambda link: (link.target or 0, link.origin or 0))
    links += [
        Correspondence(unit.index, None, Relation.REMOVED, 0.0)
        for unit in old_units
        if unit.index not in settled_old
    ]
    return links


def align_ids(old: Sequence[Identified], new: Sequence[Worded]) -> list[UUID]:
    """An identity for each new block: the old one's where it is the same provision, else a new one.

    Identical words keep theirs first, in order, so that what is repeated stays where it was.
    """
    ids: dict[int, UUID] = {}
    free: dict[tuple[str, str, str], list[int]] = {}
    for index, block in enumerate(old):
        key = (str(block.kind), bare(block.heading), bare(block.text))
        free.setdefault(key, []).append(index)
    for index, other in enumerate(new):
        same = free.get((str(other.kind), bare(other.heading), bare(other.text)))
        if same:
            ids[index] = old[same.pop(0)].uid
    left = sorted(index for indexes in free.values() for index in indexes)
    unknown = [index for index in range(len(new)) if index not in ids]
    for one, two in _rest(old, left, new, unknown):
        ids[two] = old[one].uid
    return [ids.get(index) or uuid4() for index in range(len(new))]


def _rest(
    old: Sequence[Worded], left: Sequence[int], new: Sequence[Worded], unknown: Sequence[int]
) -> list[tuple[int, int]]:
    ones = [_unit(old, index) for index in left]
    others = [_unit(new, index) for index in unknown]
    return [(one.index, other.index) for one, other, _ in best_pairs(ones, others)]


def _unit(blocks: Sequence[Worded], index: int) -> Unit:
    block = blocks[index]
    place = index / max(len(blocks) - 1, 1)
    return Unit(index, place, str(block.kind), bare(block.heading), bare(block.text))


def _renamed_headings(
    old: Sequence[Unit], new: Sequence[Unit], pairs: Sequence[tuple[Unit, Unit, float]]
) -> list[tuple[Unit, Unit, float]]:
    """Headings without a counterpart whose first provisions are counterparts."""
    paired_old = {one.index for one, _, _ in pairs}
    paired_new = {other.index for _, other, _ in pairs}
    first_new = {
        below.index: heading
        for heading, below in pairwise(new)
        if is_heading(heading.kind) and heading.index not in paired_new
    }
    counterpart = {one.index: (other.index, score) for one, other, score in pairs}
    renamed: list[tuple[Unit, Unit, float]] = []
    for heading, below in pairwise(old):
        if is_heading(heading.kind) and heading.index not in paired_old:
            target, score = counterpart.get(below.index, (-1, 0.0))
            if target in first_new:
                renamed.append((heading, first_new[target], score))
    return renamed


def _by_target(pair: tuple[Unit, Unit, float]) -> int:
    return pair[1].index


def _home(small: Unit, units: Sequence[Unit]) -> tuple[Unit, float] | None:
    """The provision that holds most of a small one's words, if it holds enough of them."""
    if is_heading(small.kind) or len(small.bigrams) < 8:
        return None
    candidates = [unit for unit in units if not is_heading(unit.kind)]
    best = max(candidates, key=lambda unit: contained(small, unit), default=None)
    score = contained(small, best) if best else 0.0
    return (best, score) if best and score >= CONTAINED else None


def _relation(
    one: Unit,
    other: Unit,
    into_many: set[int],
    from_many: set[int],
    in_order: set[int],
    counterpart: dict[int, int],
) -> Relation:
    if one.index in into_many:
        return Relation.SPLIT
    if other.index in from_many:
        return Relation.MERGED
    if one.kind in ("item", "paragraph") and other.kind == "article":
        return Relation.PROMOTED
    if one.parent is not None and counterpart.get(one.parent, other.parent) != other.parent:
        return Relation.MOVED
    if one.index not in in_order:
        return Relation.MOVED
    if one.words == other.words:
        return Relation.UNCHANGED
    if one.heading and other.heading and one.heading != other.heading:
        return Relation.RENAMED
    return Relation.REVISED


def _in_order(pairs: Sequence[tuple[Unit, Unit, float]]) -> set[int]:
    """Old positions on the longest run of pairs that kept its order (pairs sorted by new)."""
    tails: list[int] = []
    at: list[int] = []
    back: list[int | None] = []
    for position, (one, _, _) in enumerate(pairs):
        slot = bisect_left(tails, one.index)
        tails[slot : slot + 1] = [one.index]
        at[slot : slot + 1] = [position]
        back.append(at[slot - 1] if slot else None)
    kept: set[int] = set()
    last = at[-1] if at else None
    while last is not None:
        kept.add(pairs[last][0].index)
        last = back[last]
    return kept
