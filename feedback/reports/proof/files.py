"""The manifest that is published beside a report, written line by line at constant memory."""

from collections.abc import Iterable, Iterator
from typing import Any

from feedback.models import Report
from feedback.reports.proof import hashing
from feedback.reports.proof.freezing import seals, words
from feedback.reports.proof.hashing import canonical
from feedback.reports.proof.leaves import blocks, printed_rows

MARK = 8
"""Hexadecimal digits of a comment's leaf that stand on its line, so that a change is placed."""


def manifest(report: Report) -> Iterator[str]:
    """Words, figures, a hash and the outcome of every row, a record of every comment, roots."""
    kept = report.proof
    printed = words(report)
    yield '{"format":"yanlu-manifest-1",\n'
    for key in ("report", "figures"):
        yield f'"{key}":{canonical(printed[key])},\n'
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
    yield from listed(
        "comments",
        (record | {"leaf": hashing.leaf(record).hex()[:MARK]} for record in records),
    )
    yield f'"seals":{canonical(seals(kept))},\n'
    yield f'"digest":"{kept.digest}"}}\n'


def listed(key: str, rows: Iterable[Any]) -> Iterator[str]:
    """One member of a JSON object, a row a line."""
    yield f'"{key}":['
    ends = "\n"
    for row in rows:
        yield ends + canonical(row)
        ends = ",\n"
    yield "\n],\n"
