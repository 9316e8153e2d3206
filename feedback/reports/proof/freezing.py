"""Writing the proof of a report: its leaves beforehand, its digest when it is published."""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Count, Max

from consultation.transactions import writing
from feedback.enums import Counting
from feedback.models import Comment, GroupMember, Proof, ProvenComment, Report
from feedback.reports.figures import counted_comments, counted_points
from feedback.reports.proof import hashing
from feedback.reports.proof.leaves import BLOCK, blocks, comment_digest, printed_rows
from feedback.reports.proof.views import tables, views

FORMAT = 2
WORDS = (
    "title", "introduction", "summary", "closing", "correction_note", "kind", "version",
    "signed_as", "is_imported", "printed_figures",
)  # fmt: skip


def write_leaves(report: Report, at: datetime | None) -> None:
    """A leaf for every comment received until `at`, None for an import."""
    written = leaves(report, at)
    while rows := list(islice(written, BLOCK)):
        with writing():
            ProvenComment.objects.bulk_create(rows)


def roots_of(report: Report) -> Proof:
    """Unsaved, over the rows and leaves that stand."""
    roots = comment_roots(report)
    return Proof(
        report=report,
        count=report.proven.count(),
        blocks=[root.hex() for root in roots],
        format=FORMAT,
        root=hashing.root_of(roots).hex(),
        points_root=root_of_all(printed_rows(report)),
        views_root=root_of_all(views(report)),
    )


def freeze(*, report: Report, proof: Proof) -> Proof:
    """Save the proof of a report just published, with the digest that covers all."""
    proof.report = report
    proof.digest = digest_of(proof)
    proof.save(force_insert=True)
    return proof


def comment_roots(report: Report) -> list[bytes]:
    return [
        hashing.root_of([hashing.leaf(record) for record in records]) for records in blocks(report)
    ]


def digest_of(proof: Proof) -> str:
    return hashing.digest(printed(proof) | {"seals": seals(proof)})


def root_of_all(rows: Iterator[dict[str, Any]]) -> str:
    hashes, roots = (hashing.leaf(row) for row in rows), []
    while block := list(islice(hashes, BLOCK)):
        roots.append(hashing.root_of(block))
    return hashing.root_of(roots).hex()


def words(report: Report) -> dict[str, Any]:
    """The report's own words and its figures, as the manifest prints them."""
    said = {name: getattr(report, name) for name in WORDS}
    said["signed_on"] = report.signed_on.isoformat() if report.signed_on else ""
    said["published_at"] = report.published_at.isoformat() if report.published_at else ""
    return {"report": said, "figures": report.figures}


def printed(proof: Proof) -> dict[str, Any]:
    """What the manifest prints outright: words and figures, and since format 2 the tables."""
    said = words(proof.report)
    return said if proof.format == 1 else said | {"tables": tables(proof.report.tally)}


def seals(proof: Proof) -> dict[str, Any]:
    """A hash for every word and number, so that a changed one is named, and all roots."""
    report = proof.report
    places = {
        place: hashing.digest(value)
        for key, inner in printed(proof).items()
        for place, value in flat(key, inner).items()
    }
    found: dict[str, Any] = {
        "words": places,
        "points": {"count": report.entries.count(), "root": proof.points_root},
        "comments": {"count": proof.count, "root": proof.root},
    }
    if proof.format > 1:
        found["views"] = {"count": report.tally["opinions"], "root": proof.views_root}
    return found


def flat(place: str, value: Any) -> dict[str, Any]:
    """Leaves of nested dicts by dotted path."""
    if not isinstance(value, dict) or not value:
        return {place: value}
    return {
        path: leaf
        for key, inner in value.items()
        for path, leaf in flat(f"{place}.{key}", inner).items()
    }


def leaves(report: Report, at: datetime | None) -> Iterator[ProvenComment]:
    """Unsaved rows for all comments, at constant memory."""
    consultation, veil = report.consultation, secrets.token_bytes(32)
    received = Comment.objects.filter(consultation=consultation)
    if at:
        received = received.filter(received_at__lte=at)
    ordinals = ordinals_of_hashes(report, at)
    found, last = received.select_related("respondent").order_by("pk"), 0
    while rows := list(found.filter(pk__gt=last)[:BLOCK]):
        pks = [row.pk for row in rows]
        last = pks[-1]
        groups = GroupMember.objects.confirmed_at_time(at).filter(comment__in=pks)
        texts = dict(groups.values_list("comment", "group"))
        counted = counted_points(consultation, at).filter(comment__in=pks)
        units = dict(counted.order_by().values_list("comment").annotate(Count("pk")))
        for comment in rows:
            salt = secrets.token_hex(32)
            yield ProvenComment(
                report=report,
                comment=comment,
                digest=comment_digest(comment, salt),
                salt=salt,
                status=status_of(comment, at),
                channel=comment.channel,
                person=veiled(person_of(comment, ordinals), veil),
                text=veiled(f"group {texts[comment.pk]}", veil) if comment.pk in texts else "",
                signatories=comment.signatories,
                units=units.get(comment.pk, 0),
            )


def status_of(comment: Comment, at: datetime | None) -> Counting:
    withdrawn = comment.withdrawn_at
    if withdrawn and (at is None or withdrawn <= at):
        return Counting.WITHDRAWN
    return Counting.LATE if comment.is_late else Counting.COUNTED


def ordinals_of_hashes(report: Report, at: datetime | None) -> dict[str, int]:
    """Of contacts that some counted comment still waits to be numbered for: their ordinal."""
    known = counted_comments(report.consultation, at).filter(respondent__contact_hash__gt="")
    waiting = known.filter(person=None).values("respondent__contact_hash")
    numbered = known.filter(respondent__contact_hash__in=waiting, person__isnull=False)
    return dict(numbered.values_list("respondent__contact_hash").annotate(Max("person")).order_by())


def person_of(comment: Comment, ordinals: dict[str, int]) -> str:
    """The ordinal, else the hash that it will come from; "" without a contact."""
    respondent = getattr(comment, "respondent", None)
    hashed = respondent.contact_hash if respondent else ""
    return str(comment.person or ordinals.get(hashed) or hashed)


def veiled(person: str, veil: bytes) -> str:
    """Equal for equal persons of this report; tells nothing of their order or of other reports."""
    return hashlib.sha256(veil + person.encode()).hexdigest()[:16] if person else ""
