"""Groups of near-identical texts: fingerprints propose, exact containment decides.

Equal texts are one. The others are taken shortest first, so that the leanest form of a text
leads its group and longer forms hold it. Fingerprints are the least hashes of shingles in every
window (winnowing): a run of nine equal characters is always found, wherever it stands and however
long the text, which MinHash over whole texts does not promise. The rarest are asked first, so that
phrases which everybody uses cost nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from heapq import nlargest
from zlib import crc32

from feedback.grouping.clauses import claims, grams, said, sentences

SHINGLE, WINDOW = 6, 4
SHORTEST = 14
"""Characters below which only equal texts are grouped."""

HELD = 0.8
"""Share of a leader's bigrams that a member holds."""

LONGER = 1.4
"""Times a leader's length from which a member must hold it in sentences of its own."""

OWN = 0.25
"""Share of a member's text that the leader must at least make up."""

ASKED, TRIED = 1000, 8
"""Entries of the index that are read for one text, and leaders that are compared with it."""


def groups(texts: Sequence[str]) -> list[list[int]]:
    """Indices of texts that say the same, each group of two or more, largest first."""
    equal: dict[str, list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        equal[said(text)].append(index)
    equal.pop("", None)
    leaders = Leaders()
    found: dict[str, list[int]] = {}
    for words in sorted(equal, key=lambda one: (len(one), one)):
        leader = leaders.lead(words, texts[equal[words][0]])
        found.setdefault(leader, []).extend(equal[words])
    return sorted(
        (sorted(members) for members in found.values() if len(members) > 1),
        key=lambda members: (-len(members), members),
    )


class Leaders:
    """The leanest texts so far, found again by their fingerprints."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.sizes: list[int] = []
        self.by_print: dict[int, list[int]] = defaultdict(list)

    def lead(self, words: str, text: str) -> str:
        """The leader that `words`, said in `text`, hold; else `words` themselves from now on."""
        prints = fingerprints(words) if len(words) >= SHORTEST else set()
        for leader in self.candidates(words, prints):
            if holds(words, text, leader):
                return leader
        for one in prints:
            self.by_print[one].append(len(self.words))
        if prints:
            self.words.append(words)
            self.sizes.append(len(prints))
        return words

    def candidates(self, words: str, prints: set[int]) -> Iterator[str]:
        """Leaders that share the rarest fingerprints, the likeliest first."""
        votes = Counter[int]()
        left = ASKED
        for rows in sorted((self.by_print[one] for one in prints if one in self.by_print), key=len):
            votes.update(rows)
            left -= len(rows)
            if left < 0:
                break
        least = OWN * len(words)
        likely = [
            (count / self.sizes[number], -number)
            for number, count in votes.items()
            if count >= min(2, self.sizes[number]) and len(self.words[number]) >= least
        ]
        for _share, number in nlargest(TRIED, likely):
            yield self.words[-number]


def fingerprints(words: str) -> set[int]:
    hashes = [crc32(words[at : at + SHINGLE].encode()) for at in range(len(words) - SHINGLE + 1)]
    last = max(1, len(hashes) - WINDOW + 1)
    return {min(hashes[at : at + WINDOW]) for at in range(last)}


def holds(words: str, text: str, leader: str) -> bool:
    """Whether `words` say all that `leader` says, on the same side and of the same articles."""
    parts = grams(leader)
    if len(parts & grams(words)) < HELD * len(parts):
        return False
    if len(words) > LONGER * len(leader) and not is_in_place(text, parts):
        return False
    return claims(leader) <= claims(words)


def is_in_place(text: str, parts: frozenset[str]) -> bool:
    """Whether the sentences that speak for the leader are about as long as it is.

    A long text holds many bigrams by chance, but strewn over sentences that say other things.
    """
    near = [own for own in map(grams, sentences(text)) if 2 * len(own & parts) >= len(own)]
    held = frozenset[str]().union(*near) & parts
    return len(held) >= HELD * len(parts) and sum(map(len, near)) <= 2 * len(parts)
