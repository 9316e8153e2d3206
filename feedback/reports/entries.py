"""The rows that a report prints: one for every counted point that carries its signature."""

import hashlib
import re
from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple

from consultation.models import Consultation
from feedback import disagreements
from feedback.enums import Outcome
from feedback.models import Point, Report, ReportEntry
from feedback.querysets import PointQuerySet
from feedback.reports.figures import counted_points
from feedback.reports.words import citations

PRINTED = ("text", "provisions", "topic", "outcome", "reason", "legal_basis", "answered_by")


def signed_points(consultation: Consultation, at: datetime | None) -> PointQuerySet:
    """What there is to print."""
    return counted_points(consultation, at).signed_at(at)


def in_full(points: PointQuerySet) -> PointQuerySet:
    """With all that a row needs, in a constant number of queries."""
    return (
        disagreements.with_views(points)
        .select_related("answered_by", "comment")
        .prefetch_related("provisions__parent__parent", "answered_by__aliases")
    )


def printable(consultation: Consultation, at: datetime | None) -> PointQuerySet:
    return in_full(signed_points(consultation, at))


def entry_of(report: Report, point: Point, position: int) -> ReportEntry:
    return ReportEntry(
        report=report,
        point=point,
        position=position,
        text=point.text,
        provisions=citations(point.provisions.all()),
        topic=point.topic,
        outcome=point.outcome,
        reason="\n".join(filter(None, [point.reason, disagreements.published(point)])),
        legal_basis=point.legal_basis,
        answered_by=point.answered_by.name if point.answered_by else "",
    )


class Place(NamedTuple):
    """What decides where a point is printed; `said` is equal for points that say the same."""

    said: bytes
    outcome: str
    received_at: datetime
    comment: int
    number: int
    pk: int


def printed_order(points: PointQuerySet) -> list[int]:
    """Keys of points: declined views first, the most frequent of them first, then the others
    alike (R61). The same view stands together; within it the order in which the comments came.
    """
    columns = ("text", "outcome", "comment__received_at", "comment", "number", "pk")
    rows = points.order_by().values_list(*columns)
    places = [Place(mark(view_of(text)), *rest) for text, *rest in rows.iterator(2000)]
    frequency = Counter(place.said for place in places)
    first: dict[bytes, tuple[datetime, int]] = {}
    for place in places:
        arrival = (place.received_at, place.comment)
        first[place.said] = min(first.get(place.said, arrival), arrival)
    places.sort(
        key=lambda place: (
            place.outcome not in Outcome.DECLINED,
            -frequency[place.said],
            first[place.said],
            place.received_at,
            place.comment,
            place.number,
        )
    )
    return [place.pk for place in places]


class Tally:
    """Numbers opinions in the order in which rows come: same words, same answer."""

    def __init__(self) -> None:
        self.numbers: dict[bytes, int] = {}
        self.topics: Counter[tuple[str, str]] = Counter()
        self.articles: Counter[tuple[str, str]] = Counter()

    def number(self, entry: ReportEntry) -> None:
        said = (view_of(entry.text), entry.outcome, entry.reason, entry.answered_by)
        entry.opinion = self.numbers.setdefault(mark(*map(str, said)), len(self.numbers) + 1)
        self.topics[entry.topic, str(entry.outcome)] += 1
        self.articles[entry.provisions, str(entry.outcome)] += 1

    def result(self) -> dict[str, Any]:
        """How many opinions, and the rows of each topic and of each set of articles by outcome,
        as [topic or articles, outcome, rows].
        """
        return {
            "opinions": len(self.numbers),
            "topics": [[*pair, count] for pair, count in self.topics.items()],
            "articles": [[*pair, count] for pair, count in self.articles.items()],
        }


def mark(*words: str) -> bytes:
    """Short, and equal for equal words."""
    return hashlib.blake2b("\x1f".join(words).encode(), digest_size=16).digest()


def view_of(text: str) -> str:
    """Two points say the same when they differ in nothing but spacing and punctuation."""
    return re.sub(r"[\W_]", "", text).casefold()
