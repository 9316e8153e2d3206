"""Whether the frozen leaves are still those that were published, and what the records say now."""

from collections.abc import Iterator
from datetime import datetime
from itertools import zip_longest
from typing import Any

from feedback.models import Proof, ProvenComment, Report
from feedback.reports.entries import Tally
from feedback.reports.proof import hashing
from feedback.reports.proof.freezing import (
    comment_roots,
    digest_of,
    flat,
    root_of_all,
    status_of,
)  # fmt: skip
from feedback.reports.proof.leaves import BLOCK, comment_digest, printed_rows
from feedback.reports.proof.views import tables, views

Found = tuple[str, Any, Any]
"""Place, what was published, what is recomputed."""


def changes(report: Report, at: datetime | None, *, is_current: bool) -> Iterator[Found]:
    """Everything that differs, at constant memory. Of a replaced version only the words and the
    leaves: the rest of the records has rightly moved on.
    """
    proof = Proof.objects.filter(report=report).first()
    if proof is None:
        return
    roots = [root.hex() for root in comment_roots(report)]
    for number, (was, now) in enumerate(zip_longest(proof.blocks, roots)):
        if was != now:
            first = number * BLOCK + 1
            yield f"manifest comments {first}–{first + BLOCK - 1}", was, now
    root = hashing.root_of([bytes.fromhex(one) for one in proof.blocks]).hex()
    for place, was, now in (
        ("manifest root", proof.root, root),
        ("manifest points", proof.points_root, root_of_all(printed_rows(report))),
        ("manifest count", proof.count, report.proven.count()),
        ("manifest digest", proof.digest, digest_of(proof)),
    ):
        if was != now:
            yield place, was, now
    if proof.format > 1:
        yield from changed_views(proof)
    yield from changed_comments(report, at, is_current=is_current)


def changed_views(proof: Proof) -> Iterator[Found]:
    """What the rows give for the tables and the views of a report."""
    report = proof.report
    if (root := root_of_all(views(report))) != proof.views_root:
        yield "manifest views", proof.views_root, root
    tally = Tally()
    for entry in report.entries.order_by("position").iterator(BLOCK):
        opinion = entry.opinion
        tally.number(entry)
        if entry.opinion != opinion:
            yield f"manifest view of row {entry.position}", opinion, entry.opinion
    was, now = (flat("tables", tables(one)) for one in (report.tally, tally.result()))
    for place in sorted({*was, *now}):
        if was.get(place) != now.get(place):
            yield f"manifest {place}", was.get(place), now.get(place)


def changed_comments(report: Report, at: datetime | None, *, is_current: bool) -> Iterator[Found]:
    rows = ProvenComment.objects.filter(report=report).select_related("comment").order_by("digest")
    for row in rows.iterator(BLOCK):
        place = f"comment {row.comment.receipt_number}"
        if (now := comment_digest(row.comment, row.salt)) != row.digest:
            yield f"{place}.words", row.digest, now
        if is_current:
            facts: tuple[tuple[str, Any], ...] = (
                ("status", status_of(row.comment, at)),
                ("channel", row.comment.channel),
                ("signatories", row.comment.signatories),
            )
            for name, fact in facts:
                if getattr(row, name) != fact:
                    yield f"{place}.{name}", getattr(row, name), fact
