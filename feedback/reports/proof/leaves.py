"""The leaves of a report, read from its frozen rows block by block."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import islice
from typing import Any, TypeVar

from feedback.models import Comment, ProvenComment, Report, ReportEntry
from feedback.reports.proof import hashing

Row = TypeVar("Row")
BLOCK = 1024
"""Leaves of one block: a power of two, so that the roots of blocks are nodes of the tree."""
COLUMNS = (
    "position", "text", "provisions", "topic", "outcome", "reason", "legal_basis", "answered_by",
)  # fmt: skip


def printed_rows(report: Report) -> Iterator[dict[str, Any]]:
    """The rows of the report in their order, at constant memory."""
    yield from report.entries.order_by("position").values(*COLUMNS).iterator(BLOCK)


def blocks(report: Report) -> Iterator[list[dict[str, Any]]]:
    """The records of all received comments in the order of the leaves, a block at a time."""
    last = ""
    while rows := list(following(report, last)):
        yield records(report, rows)
        last = rows[-1].digest


def in_blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rows = iter(rows)
    while block := list(islice(rows, BLOCK)):
        yield block


def following(report: Report, digest: str) -> Any:
    return report.proven.filter(digest__gt=digest).order_by("digest")[:BLOCK]


def records(report: Report, rows: list[ProvenComment]) -> list[dict[str, Any]]:
    positions: dict[int, list[int]] = defaultdict(list)
    printed = ReportEntry.objects.filter(
        report=report, point__comment__in=[row.comment_id for row in rows]
    ).order_by("position")
    for comment, position in printed.values_list("point__comment", "position"):
        positions[comment].append(position)
    return [
        {
            "digest": row.digest,
            "status": row.status,
            "channel": row.channel,
            "person": row.person,
            "text": row.text,
            "signatories": row.signatories,
            "units": row.units,
            "points": positions[row.comment_id],
        }
        for row in rows
    ]


def words_of(comment: Comment, salt: str) -> dict[str, str]:
    """What a comment's digest covers, in the order in which it does."""
    return {
        "salt": salt,
        "receipt": comment.receipt_number,
        "received_at": comment.received_at.astimezone(UTC).isoformat(),
        "title": comment.title,
        "body": comment.body,
    }


def comment_digest(comment: Comment, salt: str) -> str:
    return hashing.digest(list(words_of(comment, salt).values()))
