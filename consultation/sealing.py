"""The chain over audit events: sealed in batches after the acts, verified from the first link.

One sealer links every event that is not yet linked. `seq` is the primary key, so two sealers at
once cannot both continue the chain: the slower one's batch is refused whole and tried again.

Events do not commit in the order of their keys. So each round looks a while back from the newest
linked one, and a whole round, when a drainer starts, finds what a very long transaction left.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import Max, QuerySet

from consultation.models import AuditEvent, AuditLink
from consultation.transactions import writing

GENESIS = "0" * 64
BATCH = 500
LOOK_BACK = 10_000
"""Keys below the newest linked event that each round looks at again."""
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


def seal(*, limit: int = BATCH, look_back: int | None = LOOK_BACK) -> int:
    """Link up to `limit` unlinked events; returns how many. 0 when another sealer won.

    Without `look_back` every event is looked at, which takes seconds for a million.
    """
    if not unlinked(look_back).exists():
        return 0  # found without the lock that submissions wait for
    try:
        with writing():
            last = AuditLink.objects.order_by("-seq").first()
            seq, previous = (last.seq, last.hash) if last else (0, GENESIS)
            links = []
            for event in unlinked(look_back).order_by("pk")[:limit]:
                seq, previous = seq + 1, link_hash(previous, event)
                links.append(AuditLink(seq=seq, event=event, hash=previous))
            AuditLink.objects.bulk_create(links)
    except IntegrityError:
        return 0
    return len(links)


def seal_all() -> None:
    """Link whatever is unlinked, however old."""
    while seal(look_back=None):
        pass


def unlinked(look_back: int | None) -> QuerySet[AuditEvent]:
    events = AuditEvent.objects.filter(link=None)
    newest = AuditLink.objects.aggregate(newest=Max("event"))["newest"] if look_back else None
    return events.filter(pk__gt=newest - look_back) if newest and look_back else events


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
