"""The rows that a report prints: one for every counted point that carries its signature."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from consultation.models import Consultation
from feedback import disagreements
from feedback.enums import Outcome
from feedback.models import Point, Report, ReportEntry
from feedback.querysets import PointQuerySet
from feedback.reports.figures import counted_points
from feedback.reports.words import citations

PRINTED = ("text", "provisions", "topic", "outcome", "reason", "legal_basis", "answered_by")


def printable(consultation: Consultation, at: datetime | None) -> PointQuerySet:
    """What there is to print, with all that a row needs, in a constant number of queries."""
    return (
        disagreements.with_views(counted_points(consultation, at))
        .signed_at(at)
        .select_related("answered_by", "comment")
        .prefetch_related("provisions__parent__parent", "answered_by__aliases")
    )


def signed_points(consultation: Consultation, at: datetime | None) -> list[Point]:
    return list(printable(consultation, at))


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


def in_print_order(points: Sequence[Point]) -> list[Point]:
    """Declined views first, the most frequent of them first, then the others alike (R61).

    The same view stands together; within it the order in which the comments came.
    """
    said = {point.pk: view_of(point.text) for point in points}
    frequency = Counter(said.values())
    first: dict[str, tuple[datetime, int]] = {}
    for point in points:
        arrival = (point.comment.received_at, point.comment_id)
        first[said[point.pk]] = min(first.get(said[point.pk], arrival), arrival)
    return sorted(
        points,
        key=lambda point: (
            point.outcome not in Outcome.DECLINED,
            -frequency[said[point.pk]],
            first[said[point.pk]],
            point.comment.received_at,
            point.comment_id,
            point.number,
        ),
    )


def number_opinions(entries: Sequence[ReportEntry]) -> dict[str, Any]:
    """Give rows in printed order the number of their opinion: same words, same answer.

    Returns the tally of the report: how many opinions, and the rows of each topic and of each
    set of articles by outcome, as [topic or articles, outcome, rows].
    """
    numbers: dict[tuple[str, ...], int] = {}
    for entry in entries:
        said = (view_of(entry.text), entry.outcome, entry.reason, entry.answered_by)
        entry.opinion = numbers.setdefault(said, len(numbers) + 1)
    topics = Counter((entry.topic, str(entry.outcome)) for entry in entries)
    articles = Counter((entry.provisions, str(entry.outcome)) for entry in entries)
    return {
        "opinions": len(numbers),
        "topics": [[*pair, count] for pair, count in topics.items()],
        "articles": [[*pair, count] for pair, count in articles.items()],
    }


def view_of(text: str) -> str:
    """Two points say the same when they differ in nothing but spacing and punctuation."""
    return re.sub(r"[\W_]", "", text).casefold()
