"""The chain over audit events: sealed in batches after the acts, verified from the first link.

One sealer links every event that is not yet linked. `seq` is the primary key, so two sealers at
once cannot both continue the chain: the slower one's batch is refused whole and tried again.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError

from consultation.models import AuditEvent, AuditLink
from consultation.transactions import writing

GENESIS = "0" * 64
BATCH = 500
UNSEALED_FOR = timedelta(minutes=1)


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold."""

    seq: int | None
    event: int | None
    problem: str


def canonical(event: AuditEvent) -> bytes:
    return json.dumps(
        [
            event.pk, event.at.isoformat(), event.by_id, event.verb, event.consultation_id,
            event.subject_type, event.subject_id, event.detail,
        ],
        ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    ).encode()  # fmt: skip


def link_hash(previous: str, event: AuditEvent) -> str:
    return hashlib.sha256(previous.encode() + canonical(event)).hexdigest()


def seal() -> int:
    """Link up to one batch of unlinked events; returns how many. 0 when another sealer won."""
    if not AuditEvent.objects.filter(link=None).exists():
        return 0  # found without the lock that submissions wait for
    try:
        with writing():
            last = AuditLink.objects.order_by("-seq").first()
            seq, previous = (last.seq, last.hash) if last else (0, GENESIS)
            links = []
            for event in AuditEvent.objects.filter(link=None).order_by("pk")[:BATCH]:
                seq, previous = seq + 1, link_hash(previous, event)
                links.append(AuditLink(seq=seq, event=event, hash=previous))
            AuditLink.objects.bulk_create(links)
    except IntegrityError:
        return 0
    return len(links)


def verify(*, at: datetime) -> Break | None:
    """The first gap, changed event or event unsealed for over a minute; None if all holds."""
    expected, previous = 1, GENESIS
    for link in AuditLink.objects.select_related("event").order_by("seq").iterator(BATCH):
        if link.seq != expected:
            return Break(expected, None, "gap")
        previous = link_hash(previous, link.event)
        if previous != link.hash:
            return Break(link.seq, link.event_id, "changed")
        expected += 1
    late = AuditEvent.objects.filter(link=None, at__lt=at - UNSEALED_FOR).order_by("pk").first()
    return Break(None, late.pk, "unsealed") if late else None
