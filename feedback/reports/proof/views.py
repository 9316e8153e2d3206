"""What a report says of its points together: the tables, and every view with its people."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from feedback.models import Report
from feedback.reports.proof.leaves import BLOCK, in_blocks

Author = tuple[str, str, int]
"""Who is one person within the report, the digest of the comment, its further signatories."""


def tables(tally: dict[str, Any]) -> dict[str, dict[str, dict[str, int]]]:
    """Points by topic and by article, as the report prints them: name → outcome → points. A point
    that names two articles counts at both; "" is for those that name none.
    """
    topics: dict[str, Counter[str]] = defaultdict(Counter)
    articles: dict[str, Counter[str]] = defaultdict(Counter)
    for topic, outcome, count in tally.get("topics", ()):
        topics[topic][outcome] += count
    for provisions, outcome, count in tally.get("articles", ()):
        for name in provisions.split("、"):
            articles[name][outcome] += count
    return {
        table: {name: dict(counts) for name, counts in found.items()}
        for table, found in (("topics", topics), ("articles", articles))
    }


def views(report: Report) -> Iterator[dict[str, Any]]:
    """Every view in its order: the row that stands for it, its outcome, how many rows and people.

    Reads the frozen rows at constant memory.
    """
    for number, rows in groupby(rows_with_authors(report), key=itemgetter(0)):
        found = list(rows)
        _number, first, outcome, _author = found[0]
        yield {
            "number": number,
            "position": first,
            "outcome": outcome,
            "rows": len(found),
            "raised": raised(author for *_row, author in found if author),
        }


def rows_with_authors(report: Report) -> Iterator[tuple[int, int, str, Author | None]]:
    rows = report.entries.order_by("opinion", "position")
    columns = ("opinion", "position", "outcome", "point__comment")
    for block in in_blocks(rows.values_list(*columns).iterator(BLOCK)):
        proven = report.proven.filter(comment__in={comment for *_row, comment in block})
        authors = {
            comment: (person or digest, digest, signatories - 1)
            for comment, person, digest, signatories in proven.values_list(
                "comment", "person", "digest", "signatories"
            )
        }
        for number, position, outcome, comment in block:
            yield number, position, outcome, authors.get(comment)


def raised(authors: Iterable[Author]) -> int:
    """Each person once, a letter with all its signatories."""
    known = set(authors)
    further = {digest: more for _person, digest, more in known}
    return len({person for person, _digest, _more in known}) + sum(further.values())
