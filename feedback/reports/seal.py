"""The seal of a published report, and the proof that its numbers are those of the records."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from feedback.enums import ReportKind, WorkState
from feedback.models import Point, Report, ReportEntry
from feedback.reports.entries import PRINTED, entry_of, printable
from feedback.reports.figures import counted_points, figures
from feedback.reports.proof import changes
from feedback.reports.proof.freezing import flat
from feedback.reports.proof.hashing import canonical
from feedback.reports.proof.leaves import BLOCK

SEALED = (
    "title", "introduction", "closing", "correction_note", "kind", "version", "signed_as",
    "figures", "printed_figures", "is_imported",
)  # fmt: skip
CHECKED = 200
"""Rows held against their points at once."""


@dataclass(frozen=True)
class Difference:
    """`what` names the place (`digest`, `figures.people`, `entry 3.outcome`)."""

    what: str
    printed: Any
    recomputed: Any


def digest_of(report: Report, entries: Iterable[ReportEntry]) -> str:
    """SHA-256 over one canonical JSON document: the report's words and numbers and every row.

    Keys are sorted, no white space, UTF-8, dates in ISO form; `entries` come by position and are
    read once.
    """
    document = {
        "format": 1,
        "consultation": report.consultation_id,
        "signed_on": report.signed_on.isoformat() if report.signed_on else None,
        "entries": None,
        **{name: getattr(report, name) for name in SEALED},
    }
    if report.summary:  # older reports had none, and keep their digest
        document["summary"] = report.summary
    hashed, before = hashlib.sha256(), "{"
    for key in sorted(document):
        hashed.update(f'{before}"{key}":'.encode())
        written = listed(entries) if key == "entries" else [canonical(document[key])]
        for part in written:
            hashed.update(part.encode())
        before = ","
    hashed.update(b"}")
    return hashed.hexdigest()


def listed(entries: Iterable[ReportEntry]) -> Iterator[str]:
    before = "["
    for entry in entries:
        row = {name: getattr(entry, name) for name in PRINTED}
        yield before + canonical(row | {"position": entry.position, "point": entry.point_id})
        before = ","
    yield "[]" if before == "[" else "]"


def verify_report(report: Report) -> list[Difference]:
    """What a published report prints otherwise than the records now give; empty when it holds.
    Reads at constant memory beside the differences.

    A version that a later one replaced is held against its own seal and rows only: the records
    have rightly moved on.
    """
    report = Report.objects.select_related("consultation").get(pk=report.pk)
    found = [*sealed_differences(report), *sum_differences(report)]
    is_current = not is_replaced(report)
    if is_current:
        found += [*figure_differences(report), *entry_differences(report), *unprinted(report)]
    changed = changes(report, moment(report), is_current=is_current)
    return [*found, *(Difference(*change) for change in changed)]


def rows_of(report: Report) -> Iterator[ReportEntry]:
    return report.entries.order_by("position").iterator(BLOCK)


def sealed_differences(report: Report) -> Iterator[Difference]:
    digest = digest_of(report, rows_of(report))
    if report.digest != digest:
        yield Difference("digest", report.digest, digest)


def sum_differences(report: Report) -> Iterator[Difference]:
    """The frozen figures against the frozen rows."""
    printed = report.figures.get("by_outcome", {})
    counted = dict(report.entries.order_by().values_list("outcome").annotate(Count("pk")))
    for outcome in sorted({*printed, *counted}):
        rows = counted.get(outcome, 0)
        if printed.get(outcome, 0) != rows:
            yield Difference(f"rows.{outcome}", printed.get(outcome, 0), rows)


def figure_differences(report: Report) -> Iterator[Difference]:
    now = flat("figures", figures(report.consultation, moment(report)))
    printed = flat("figures", report.figures)
    if "texts" not in report.figures:  # older reports did not count them
        del now["figures.texts"]
    for place in sorted({*now, *printed}):
        if printed.get(place) != now.get(place):
            yield Difference(place, printed.get(place), now.get(place))


def entry_differences(report: Report) -> Iterator[Difference]:
    """Every row against its point, a block of rows at a time."""
    rows = rows_of(report)
    while block := list(islice(rows, CHECKED)):
        signed = printable(report.consultation, moment(report))
        points = {one.pk: one for one in signed.filter(pk__in=[row.point_id for row in block])}
        for entry in block:
            yield from row_differences(report, entry, points.get(entry.point_id))


def row_differences(
    report: Report, entry: ReportEntry, point: Point | None
) -> Iterator[Difference]:
    place = f"entry {entry.position}"
    if point is None:
        state = Point.objects.filter(pk=entry.point_id).values_list("state", flat=True).first()
        yield Difference(place, entry.outcome, missing_as(state))
        return
    now = entry_of(report, point, entry.position)
    for name in PRINTED:
        if name == "answered_by" and entry.answered_by in names_of(point):
            continue
        if getattr(entry, name) != getattr(now, name):
            yield Difference(f"{place}.{name}", getattr(entry, name), getattr(now, name))


def unprinted(report: Report) -> Iterator[Difference]:
    """Signed points that the report should have printed."""
    signed = counted_points(report.consultation, moment(report)).signed_at(moment(report))
    rows = ReportEntry.objects.filter(report=report, point=OuterRef("pk"))
    left_out = signed.filter(~Exists(rows)).order_by("pk")
    for pk, outcome in left_out.values_list("pk", "outcome").iterator(BLOCK):
        yield Difference(f"point {pk}", None, outcome)


def names_of(point: Point) -> list[str]:
    """All names of the answering department: one that is renamed has not been tampered with."""
    department = point.answered_by
    if department is None:
        return [""]
    return [department.name, *(alias.name for alias in department.aliases.all())]


def missing_as(state: str | None) -> str:
    """What stands where the row's signed and counted point should be."""
    return state if state in WorkState.OPEN and state else "not counted then"


def moment(report: Report) -> Any:
    """The instant whose records the report counted; an import counts all that was entered."""
    return None if report.is_imported else report.published_at


def is_replaced(report: Report) -> bool:
    later = Q(kind=report.kind, version__gt=report.version)
    if report.kind == ReportKind.INTERIM:
        later |= Q(kind=ReportKind.FINAL)
    return Report.objects.published().filter(later, consultation=report.consultation_id).exists()
