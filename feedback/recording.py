"""Writing one received comment, by whichever door it came."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from consultation import audit, metrics, outbox
from consultation.rows import insert
from feedback import people
from feedback.matter import cite
from feedback.models import Comment, Finding
from feedback.privacy.crypto import contact_hash
from feedback.privacy.detection import find

FIELDS = ("title", "body", "organisation")


def findings_in(comment: Comment) -> list[Finding]:
    """Unsaved findings of personal data in the words of a comment (R40)."""
    return [
        Finding(
            comment=comment,
            consultation_id=comment.consultation_id,
            field=field,
            start=span.start,
            end=span.end,
            kind=span.kind,
        )
        for field in FIELDS
        for span in find(getattr(comment, field))
    ]


def digest_of(comment: Comment) -> str:
    """What the audit chain seals of a comment's words; the random number keeps it unguessable."""
    words = (comment.receipt_number, comment.title, comment.body)
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()


def write(
    comment: Comment,
    *,
    person: people.Person,
    normal_contact: str,
    provisions: Collection[int],
    findings: Iterable[Finding],
    by: Any,
    at: datetime,
) -> Comment:
    """Insert comment, sealed person, findings, audit event and outbox message in the caller's
    transaction. The drainer numbers it afterwards. Of `provisions` it names those of the draft.
    """
    insert(comment)
    cite(comment, provisions)
    people.keep(comment, person, contact_hash(comment.consultation_id, normal_contact))
    Finding.objects.bulk_create(findings)
    audit.record(
        verb="comment.received", by=by, at=at, consultation=comment.consultation,
        subject=comment, channel=comment.channel, digest=digest_of(comment),
    )  # fmt: skip
    outbox.write(topic="intake.settle", at=at, comment=comment.pk)
    transaction.on_commit(metrics.ACCEPTED.labels(comment.channel).inc)
    return comment
