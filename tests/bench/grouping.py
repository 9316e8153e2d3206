"""Precision, recall and seconds of the grouping: python -m tests.bench.grouping [letters] [seed]"""

import sys
import time

from feedback.grouping import groups
from tests.factories.campaigns import letters
from tests.factories.scoring import missed, score

SHOWN = 6


def run(total: int, seed: int, *, hard: bool) -> None:
    sent = letters(total, seed, hard=hard)
    texts = [letter.body for letter in sent]
    begun = time.perf_counter()
    found = groups(texts)
    seconds = time.perf_counter() - begun
    result = score(sent, found)
    apart = missed(sent, found)
    print(
        f"{'beyond the promise' if hard else 'promised noise'}: {total} letters, seed {seed}, "
        f"{seconds:.1f} s, {len(found)} groups, precision {result.precision:.5f}, "
        f"recall {result.recall:.5f}, {len(apart)} members stand apart"
    )
    for home, index in apart[:SHOWN]:
        print(f"  home:  {' '.join(texts[home].split())}")
        print(f"  apart: {' '.join(texts[index].split())}")


def main() -> None:
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    run(total, seed, hard=False)
    run(total, seed, hard=True)


if __name__ == "__main__":
    main()
