"""How text becomes what is compared: folding, then bigrams for Han and whole words for the rest.

A character is folded on its own, never by its neighbours, so that any piece of a text folds to
the same piece of the folded text and a word is found wherever it stands.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise

from opencc import OpenCC

LONGEST_WORD = 64
GLYPH = re.compile(
    "[\u3005\u3007\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
PIECE = re.compile(f"({GLYPH.pattern}+)|(?:(?!{GLYPH.pattern})[^\\W_])+")
INVISIBLE = ("Cf", "Mn", "Me")
MOST_FOLDS = 65_536
simplified = OpenCC("t2s")


@lru_cache(maxsize=MOST_FOLDS)
def fold(character: str) -> str:
    """Full width to half, upper case to lower, traditional to simplified, accents and marks off."""
    decomposed = unicodedata.normalize("NFKD", character).casefold()
    kept = "".join(part for part in decomposed if unicodedata.category(part) not in INVISIBLE)
    return simplified.convert(kept) if GLYPH.search(kept) else kept


class Folds(dict[int, str]):
    """`fold` as a table of `str.translate`, filled as characters come."""

    def __missing__(self, code: int) -> str:
        if len(self) >= MOST_FOLDS:
            self.clear()
        folded = self[code] = fold(chr(code))
        return folded


FOLDS = Folds()


@dataclass(frozen=True)
class Run:
    """A stretch without a break: Han characters, or one word. `spans` are offsets in the source,
    one for each character of `text`.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    is_glyphs: bool


def folded(text: str) -> Iterator[tuple[str, str, int]]:
    """Folded characters as (character, class, offset in `text`); class is glyph, word or break."""
    for offset, source in enumerate(text):
        for character in fold(source):
            if GLYPH.match(character):
                yield character, "glyph", offset
            elif character.isalnum():
                yield character, "word", offset
            else:
                yield character, "break", offset


def runs_of(text: str) -> Iterator[Run]:
    for kind, group in groupby(folded(text), key=lambda item: item[1]):
        if kind == "break":
            continue
        members = list(group)
        if kind == "word":
            members = members[:LONGEST_WORD]
        yield Run(
            text="".join(character for character, _, _ in members),
            spans=tuple((offset, offset + 1) for _, _, offset in members),
            is_glyphs=kind == "glyph",
        )


def grams_of_run(text: str, *, is_glyphs: bool) -> list[str]:
    """Every pair of neighbours and the last character alone, so that each character of a run
    begins exactly one gram and stands at its own position.
    """
    if not is_glyphs:
        return [text]
    return [*(left + right for left, right in pairwise(text)), text[-1]]


def grams_of(text: str) -> Iterator[str]:
    """Those of all runs of the text."""
    for piece in PIECE.finditer(text.translate(FOLDS)):
        is_glyphs = piece.lastindex is not None
        run = piece[0] if is_glyphs else piece[0][:LONGEST_WORD]
        yield from grams_of_run(run, is_glyphs=is_glyphs)


def limited(fields: Iterable[str], *, limit: int) -> list[list[str]]:
    """The grams of each field, at most `limit` in all; earlier fields come first."""
    result = []
    for field in fields:
        grams: list[str] = []
        for gram in grams_of(field):
            if len(grams) >= limit:
                break
            grams.append(gram)
        limit -= len(grams)
        result.append(grams)
    return result
