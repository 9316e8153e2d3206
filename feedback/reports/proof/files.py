"""The manifest that is published beside a report, written line by line at constant memory."""

from collections.abc import Iterable, Iterator
from typing import Any

from feedback.models import Report
from feedback.reports.proof import hashing
from feedback.reports.proof.freezing import printed, seals
from feedback.reports.proof.hashing import canonical
from feedback.reports.proof.leaves import blocks, printed_rows
from feedback.reports.proof.views import views

MARK = 8
"""Hexadecimal digits of a leaf that stand on its line, so that a change is placed."""


def manifest(report: Report) -> Iterator[str]:
    """Words, figures, tables, a hash and the outcome of every row, a record of every comment, every
    view, roots. A report keeps the format in which it was published.
    """
    kept = report.proof
    yield f'{{"format":"yanlu-manifest-{kept.format}",\n'
    for key, said in printed(kept).items():
        yield f'"{key}":{canonical(said)},\n'
    yield from listed(
        "points",
        (
            {
                "position": row["position"],
                "outcome": row["outcome"],
                "leaf": hashing.leaf(row).hex(),
            }
            for row in printed_rows(report)
        ),
    )
    records = (record for block in blocks(report) for record in block)
    yield from listed("comments", marked(records))
    if kept.format > 1:
        yield from listed("views", marked(views(report)))
    yield f'"seals":{canonical(seals(kept))},\n'
    yield f'"digest":"{kept.digest}"}}\n'


def marked(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (record | {"leaf": hashing.leaf(record).hex()[:MARK]} for record in records)


def listed(key: str, rows: Iterable[Any]) -> Iterator[str]:
    """One member of a JSON object, a row a line."""
    yield f'"{key}":['
    ends = "\n"
    for row in rows:
        yield ends + canonical(row)
        ends = ",\n"
    yield "\n],\n"
