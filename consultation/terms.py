"""What a person looks for: words as typed, made safe, each to be found in one piece."""

import re
from dataclasses import dataclass

from consultation.grams import grams_of_run, runs_of

LONGEST_WORDS = 200
MOST_TERMS = 12
QUOTED = re.compile('["“”„‟「『《＂]([^"“”„‟「」『』《》＂]+)["“”„‟」』》＂]')
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


@dataclass(frozen=True)
class Term:
    """Something to be found in one piece: (folded text, is it Han?) for each unbroken run."""

    runs: tuple[tuple[str, bool], ...]

    @property
    def grams(self) -> tuple[str, ...]:
        """Neighbouring grams; the last may be a beginning only, if `is_prefix`."""
        *earlier, (last, is_glyphs) = self.runs
        grams = [gram for run in earlier for gram in grams_of_run(run[0], is_glyphs=run[1])]
        final = grams_of_run(last, is_glyphs=is_glyphs)
        return (*grams, *(final[:-1] if len(final) > 1 else final))

    @property
    def is_prefix(self) -> bool:
        """A single Han character at the end also begins the pair it forms with the next one."""
        last, is_glyphs = self.runs[-1]
        return is_glyphs and len(last) == 1


def tidy(words: str) -> str:
    """Without control characters and surrogates, on one line."""
    return " ".join(UNPRINTABLE.sub(" ", words).split())


def term_of(text: str) -> Term | None:
    runs = tuple((run.text, run.is_glyphs) for run in runs_of(text))
    return Term(runs) if runs else None


def terms_of(words: str) -> tuple[Term, ...]:
    """The terms of at most `LONGEST_WORDS` characters: what stands in quotation marks or between
    spaces. Everything else people type, operators and field names too, is text.
    """
    words = tidy(words)[:LONGEST_WORDS]
    pieces = QUOTED.findall(words) + QUOTED.sub(" ", words).split()
    found = dict.fromkeys(term for piece in pieces if (term := term_of(piece)))
    return tuple(found)[:MOST_TERMS]
