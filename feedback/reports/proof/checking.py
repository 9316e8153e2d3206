"""Whether the frozen leaves are still those that were published, and what the records say now."""

from collections.abc import Iterator
from datetime import datetime
from itertools import zip_longest
from typing import Any

from feedback.models import Proof, ProvenComment, Report
from feedback.reports.proof import hashing
from feedback.reports.proof.freezing import (
    comment_roots,
    points_root,
    seals,
    status_of,
    words,
)  # fmt: skip
from feedback.reports.proof.leaves import BLOCK, comment_digest

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
    digest = hashing.digest(words(report) | {"seals": seals(proof)})
    for place, was, now in (
        ("manifest root", proof.root, root),
        ("manifest points", proof.points_root, points_root(report)),
        ("manifest count", proof.count, report.proven.count()),
        ("manifest digest", proof.digest, digest),
    ):
        if was != now:
            yield place, was, now
    yield from changed_comments(report, at, is_current=is_current)


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
