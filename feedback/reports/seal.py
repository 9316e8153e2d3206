"""The seal of a published report, and the proof that its numbers are those of the records."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from feedback.enums import ReportKind, WorkState
from feedback.models import Point, Report, ReportEntry
from feedback.reports.entries import PRINTED, entry_of, signed_points
from feedback.reports.figures import figures
from feedback.reports.proof import changes
from feedback.reports.proof.freezing import flat

SEALED = (
    "title", "introduction", "closing", "correction_note", "kind", "version", "signed_as",
    "figures", "printed_figures", "is_imported",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """`what` names the place (`digest`, `figures.people`, `entry 3.outcome`)."""

    what: str
    printed: Any
    recomputed: Any


def digest_of(report: Report, entries: Iterable[ReportEntry]) -> str:
    """SHA-256 over one canonical JSON document: the report's words and numbers and every row.

    Keys are sorted, no white space, UTF-8, dates in ISO form, rows by position.
    """
    document = {
        "format": 1,
        "consultation": report.consultation_id,
        "signed_on": report.signed_on.isoformat() if report.signed_on else None,
        **{name: getattr(report, name) for name in SEALED},
        "entries": [
            {
                "position": entry.position,
                "point": entry.point_id,
                **{name: getattr(entry, name) for name in PRINTED},
            }
            for entry in sorted(entries, key=lambda entry: entry.position)
        ],
    }
    if report.summary:  # older reports had none, and keep their digest
        document["summary"] = report.summary
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def verify_report(report: Report) -> list[Difference]:
    """What a published report prints otherwise than the records now give; empty when it holds.

    A version that a later one replaced is held against its own seal and rows only: the records
    have rightly moved on.
    """
    report = Report.objects.select_related("consultation").get(pk=report.pk)
    entries = list(report.entries.order_by("position"))
    found = [*sealed_differences(report, entries), *sum_differences(report, entries)]
    is_current = not is_replaced(report)
    if is_current:
        found += [*figure_differences(report), *entry_differences(report, entries)]
    changed = changes(report, moment(report), is_current=is_current)
    return [*found, *(Difference(*change) for change in changed)]


def sealed_differences(report: Report, entries: list[ReportEntry]) -> Iterator[Difference]:
    digest = digest_of(report, entries)
    if report.digest != digest:
        yield Difference("digest", report.digest, digest)


def sum_differences(report: Report, entries: list[ReportEntry]) -> Iterator[Difference]:
    """The frozen figures against the frozen rows."""
    printed = report.figures.get("by_outcome", {})
    for outcome in sorted({*printed, *(entry.outcome for entry in entries)}):
        rows = sum(entry.outcome == outcome for entry in entries)
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


def entry_differences(report: Report, entries: list[ReportEntry]) -> Iterator[Difference]:
    points = {point.pk: point for point in signed_points(report.consultation, moment(report))}
    for entry in entries:
        point = points.pop(entry.point_id, None)
        place = f"entry {entry.position}"
        if point is None:
            state = Point.objects.filter(pk=entry.point_id).values_list("state", flat=True).first()
            yield Difference(place, entry.outcome, missing_as(state))
            continue
        now = entry_of(report, point, entry.position)
        for name in PRINTED:
            if name == "answered_by" and entry.answered_by in names_of(point):
                continue
            if getattr(entry, name) != getattr(now, name):
                yield Difference(f"{place}.{name}", getattr(entry, name), getattr(now, name))
    for point in points.values():
        yield Difference(f"point {point.pk}", None, point.outcome)


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
