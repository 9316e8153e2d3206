"""A draft report as the public would read it, were it published at this instant. Writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import F, IntegerField, Value
from django.utils import timezone

from feedback.enums import ReportKind
from feedback.models import Point, Report
from feedback.opinions import Opinion, Opinions, Person
from feedback.public_report import told
from feedback.reports.entries import Tally, entry_of, in_full
from feedback.reports.freezing import BATCH, batches, count


def preview_context(report: Report, at: datetime) -> dict[str, Any]:
    """What `public_report.report_context` gives once the draft is published at `at`.

    `report` is filled and counted like a published one, but never saved.
    """
    consultation, today = report.consultation, timezone.localdate(at)
    report.published_at = at
    count(report, at)
    promised = consultation.commitments.told_by(report)
    commitments: list[Any] = list(promised.select_related("owner").overdue_first())
    views = DraftedOpinions(report, at, commitments)
    versions = sorted(
        [report, *consultation.reports.published()],
        key=lambda one: (one.kind != ReportKind.FINAL, -one.version),
    )
    return told(report, views, commitments, today) | {
        "is_current": versions[0] is report,
        "versions": versions,
    }


class DraftedOpinions(Opinions):
    """The opinions of a draft, from the points themselves.

    All rows are made once, a batch at a time, to number the opinions; kept of them are the keys of
    their points. Gives the report its `tally` and each commitment the number of its `opinion`.
    """

    def __init__(self, report: Report, at: datetime, commitments: list[Any]) -> None:
        self.members: dict[int, list[int]] = defaultdict(list)
        self.first: dict[int, int] = {}
        tally = Tally()
        for entry in (entry for batch in batches(report, at) for entry in batch):
            tally.number(entry)
            self.members[entry.opinion].append(entry.point_id)
            self.first.setdefault(entry.opinion, entry.position)
        report.tally = tally.result()
        self.opinion_of = {pk: number for number, pks in self.members.items() for pk in pks}
        for commitment in commitments:
            commitment.opinion = self.opinion_of.get(commitment.point_id)
        super().__init__(report.consultation, report, commitments)

    def place_of(self, point: int) -> tuple[int, int] | None:
        number = self.opinion_of.get(point)
        return (number, self.members[number][0]) if number else None

    def load(self, first: int, last: int) -> list[Opinion]:
        """Those numbered `first` to `last`, both included, from the primary."""
        numbers = [number for number in range(first, last + 1) if number in self.members]
        standing = {self.members[number][0]: number for number in numbers}
        entries, cited = {}, {}
        for point in in_full(Point.objects.filter(pk__in=standing)):
            number = standing[point.pk]
            entry = entry_of(self.report, point, self.first[number])
            entry.opinion, entries[number] = number, entry
            cited[number] = [one.pk for one in point.provisions.all()]
        rows = [entries[number] for number in numbers]
        return self.made(DEFAULT_DB_ALIAS, rows, cited, *self.behind_points(numbers))

    def behind_points(
        self, numbers: Iterable[int]
    ) -> tuple[dict[int, set[Person]], dict[int, set[int]]]:
        """What `behind` gives, of drafted opinions."""
        people: dict[int, set[Person]] = defaultdict(set)
        traced: dict[int, set[int]] = defaultdict(set)
        trace = F("traces") if self.shows_decision else Value(None, output_field=IntegerField())
        for pks in chunks(pk for number in numbers for pk in self.members[number]):
            for point, comment, person, signatories, provision in (
                Point.objects.filter(pk__in=pks)
                .order_by()
                .values_list("pk", "comment", "comment__person", "comment__signatories", trace)
            ):
                number = self.opinion_of[point]
                people[number].add((comment, person, signatories))
                if provision is not None:
                    traced[number].add(provision)
        return people, traced


def chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    keys = iter(keys)
    while chunk := list(islice(keys, BATCH)):
        yield chunk
