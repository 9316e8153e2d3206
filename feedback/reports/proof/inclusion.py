"""The proof that one comment is inside the count, for whoever holds its receipt and code."""

from typing import Any

from feedback.models import Comment, ProvenComment
from feedback.reports.proof import hashing
from feedback.reports.proof.leaves import BLOCK, COLUMNS, following, records, words_of


def inclusion(row: ProvenComment) -> dict[str, Any]:
    """The path from the comment's own words to the root that the report printed.

    Reads one block of leaves, however many there are.
    """
    report = row.report
    proof = report.proof
    index = report.proven.filter(digest__lt=row.digest).count()
    place, inside = divmod(index, BLOCK)
    first = report.proven.order_by("digest")[place * BLOCK : place * BLOCK + 1].get()
    block = [first, *following(report, first.digest)[: BLOCK - 1]]
    found = records(report, block)
    path = hashing.path_to(inside, [hashing.leaf(record) for record in found])
    path += hashing.path_to(place, [bytes.fromhex(root) for root in proof.blocks])
    rows = report.entries.filter(point__comment=row.comment_id).order_by("position")
    return {
        "format": "yanlu-inclusion-1",
        "title": report.title,
        "kind": report.kind,
        "version": report.version,
        "comment": words_of(row.comment, row.salt),
        "record": found[inside],
        "points": list(rows.values(*COLUMNS)),
        "index": index,
        "count": proof.count,
        "path": [step.hex() for step in path],
        "root": proof.root,
        "digest": proof.digest,
    }


def proven(comment: Comment, reports: Any) -> ProvenComment | None:
    """How the newest of these reports that has a proof counted the comment."""
    rows = ProvenComment.objects.filter(comment=comment, report__in=reports)
    rows = rows.select_related("report__proof", "comment").exclude(report__proof=None)
    return rows.order_by("-report__published_at", "-pk").first()
