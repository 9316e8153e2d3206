"""What a group has in common, and what a member says beyond it. In doubt it is said beyond."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from rapidfuzz import fuzz

from feedback.grouping.clauses import SENTENCE, Clause, claims, clauses, said

ALIKE = 80
"""Points of a hundred from which a clause counts as standing in the common text."""

EMPHASIS = re.compile(
    "务必|一定要?|千万|衷心|强烈|坚决|非常|十分|恳(?=请)|真的|我们?(?=建议|希望|大家)|大家"
)
NUMBER = re.compile(r"\d+|[〇零一二两三四五六七八九十百千万半]+")


def common_text(texts: Sequence[str]) -> int:
    """The index of the text that best speaks for all.

    Each clause that half of the texts have speaks for a text, each rarer one against it; of
    equals the one that most people sent.
    """
    cut = [{one.plain for one in clauses(text)} for text in texts]
    usual = Counter(word for words in cut for word in words)
    sent = Counter(texts)
    half = len(texts) / 2

    def speaks(index: int) -> tuple[float, int, int, str]:
        text = texts[index]
        worth = sum(len(word) * (usual[word] - half) for word in cut[index])
        return worth, sent[text], -len(text), text

    return max(range(len(texts)), key=speaks)


def added(text: str, common: str) -> list[str]:
    """The passages of `text`, word for word, that `common` does not hold.

    Clauses side by side are one passage; a sentence that is mostly its writer's own is taken whole.
    """
    shared = said(common)
    own: list[list[Clause]] = []
    for sentence in by_sentence(text):
        foreign = [one for one in sentence if not stands_in(one.plain, shared)]
        if 2 * length(foreign) >= length(sentence):
            own.append(sentence)
        else:
            own.extend(runs(sentence, foreign))
    return [text[run[0].start : run[-1].end].strip() for run in own]


def by_sentence(text: str) -> list[list[Clause]]:
    found: list[list[Clause]] = []
    for one in clauses(text):
        if found and not SENTENCE.search(text, found[-1][-1].end, one.start):
            found[-1].append(one)
        else:
            found.append([one])
    return found


def length(run: list[Clause]) -> int:
    return sum(len(one.plain) for one in run)


def runs(sentence: list[Clause], chosen: list[Clause]) -> list[list[Clause]]:
    """The chosen clauses of a sentence, neighbours together."""
    kept = set(chosen)
    return [list(run) for is_kept, run in groupby(sentence, key=kept.__contains__) if is_kept]


def stands_in(clause: str, shared: str) -> bool:
    """Whether a clause is part of the common words: nearly the same, with the same numbers,
    on the same side.
    """
    clause, shared = EMPHASIS.sub("", clause), EMPHASIS.sub("", shared)
    if clause in shared:
        return True
    if len(clause) > len(shared) or fuzz.partial_ratio(clause, shared) < ALIKE:
        return False
    numbers = Counter(NUMBER.findall(clause))
    return numbers <= Counter(NUMBER.findall(shared)) and claims(clause) <= claims(shared)
