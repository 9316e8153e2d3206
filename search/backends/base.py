"""The contract that every index fulfils; tests/contracts/test_search.py holds each to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from consultation.terms import Term
from search.documents import SearchDocument
from search.highlight import Highlight, excerpt, highlight
from search.query import Query

COUNTED_TO = 1_000
FACETS = ("kind", "department", "year", "consultation")


class Unanswered(Exception):
    """The index is out of reach, overloaded or not there: nothing is wrong with the question."""


@dataclass(frozen=True)
class Hit:
    """A document that matches, with the matches in its words."""

    document: SearchDocument
    title: Highlight
    heading: Highlight
    excerpt: Highlight


@dataclass(frozen=True)
class Result:
    """One page of hits. `total` is exact up to `COUNTED_TO`, where counting ends.

    `facets` gives, for each of kind, department, year and consultation, how many hits each value
    would leave with the other conditions kept; at least so many where `is_sampled`.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    is_capped: bool = False
    facets: Mapping[str, Mapping[str | int, int]] | None = None
    is_sampled: bool = False


def hit_of(document: SearchDocument, terms: tuple[Term, ...]) -> Hit:
    return Hit(
        document=document,
        title=highlight(document.title, terms),
        heading=highlight(document.heading, terms),
        excerpt=excerpt(document.body, terms),
    )


class Backend(Protocol):
    """An index of published words.

    All terms of the words must occur in a document, and one of them outside the mere context of a
    part. Order: all terms in the title, all in title and heading, the rest; within each the
    newest first, then by key. Documents are whole replacements: the last `put` of a key stands.
    """

    def put(self, documents: Iterable[SearchDocument]) -> None: ...

    def remove(self, keys: Iterable[str]) -> None: ...

    def find(self, query: Query) -> Result: ...

    def suggest(self, words: str, *, limit: int = 5) -> list[SearchDocument]:
        """Whole pages whose titles share most with words that were not found, each title once."""
        ...

    def rebuild(self, documents: Iterable[SearchDocument]) -> None:
        """Hold exactly these documents; what is there keeps answering meanwhile."""
        ...

    def inventory(self, consultation: int | None) -> dict[str, str]:
        """Key and digest of what is held for a consultation, or, with None, for no consultation."""
        ...

    def consultations(self, words: str = "") -> set[int]:
        """Consultations of which anything is held, or anything that has the words."""
        ...
