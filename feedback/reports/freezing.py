"""What a report prints, counted and written down before anybody has to wait for it.

Rows and leaves of a draft are nobody's to read: everyone asks for published reports. So they are
written a batch at a time, each in a transaction of its own, and the publication that follows only
makes sure that nothing has moved since.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consultation.models import AuditEvent
from consultation.transactions import writing
from feedback.models import Comment, Point, Proof, ProvenComment, Report, ReportEntry
from feedback.reports.entries import Tally, entry_of, in_full, printed_order, signed_points
from feedback.reports.figures import figures
from feedback.reports.proof import roots_of, write_leaves
from feedback.reports.seal import digest_of
from feedback.reports.words import filled

BATCH = 500


@dataclass(frozen=True)
class Frozen:
    """`fields` are columns of the report; `proof` is not saved, its digest follows last."""

    fields: dict[str, Any]
    proof: Proof


def state_of(consultation: int) -> tuple[int, int]:
    """Different after anything that a report prints: every act writes an event; people get their
    numbers without one.
    """
    events = AuditEvent.objects.filter(consultation=consultation).count()
    numbered = Comment.objects.filter(consultation=consultation, person__isnull=False).count()
    return events, numbered


def prepare(report: Report, counted_at: datetime | None) -> Frozen:
    """Write rows and leaves of a draft anew; `counted_at` is None for an import."""
    clear(report)
    count(report, counted_at)
    tally = Tally()
    digest = digest_of(report, written(report, counted_at, tally))
    write_leaves(report, counted_at)
    fields = {
        "figures": report.figures, "tally": tally.result(), "introduction": report.introduction,
        "summary": report.summary, "closing": report.closing, "digest": digest,
    }  # fmt: skip
    return Frozen(fields, roots_of(report))


def count(report: Report, counted_at: datetime | None) -> None:
    """Give the unsaved draft its figures, and its words with the blanks filled."""
    numbers = figures(report.consultation, counted_at)
    report.figures = dict(numbers)
    for name in ("introduction", "summary", "closing"):
        setattr(report, name, filled(getattr(report, name), report.consultation, numbers))


def written(report: Report, counted_at: datetime | None, tally: Tally) -> Iterator[ReportEntry]:
    for entries in batches(report, counted_at):
        for entry in entries:
            tally.number(entry)
        with writing():
            ReportEntry.objects.bulk_create(entries)
        yield from entries


def batches(report: Report, counted_at: datetime | None) -> Iterator[list[ReportEntry]]:
    """The rows in printed order. Only their order is held for all of them at once."""
    order = printed_order(signed_points(report.consultation, counted_at))
    for start in range(0, len(order), BATCH):
        keys = order[start : start + BATCH]
        found = {point.pk: point for point in in_full(Point.objects.filter(pk__in=keys))}
        yield [entry_of(report, found[key], start + n) for n, key in enumerate(keys, start=1)]


def clear(report: Report) -> None:
    """What an attempt that came to nothing has left."""
    with writing():
        for model in (ReportEntry, ProvenComment):
            model._default_manager.filter(report=report, report__published_at=None).delete()
