"""The transactional outbox: what must happen after a commit is written inside it.

A message names a topic; `settings.OUTBOX_CONSUMERS` maps topics to dotted paths of functions
`handler(*, at, **payload)`, which must be idempotent: a message is handled at least once. The
first word of a topic chooses its queue in `settings.OUTBOX_QUEUES`; all others are quick ones.
"""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from threading import Event
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Min, Q
from django.utils.module_loading import import_string

from consultation import audit
from consultation.models import OutboxMessage
from consultation.rows import insert
from consultation.transactions import writing

QUICK, EXPORT, HEAVY = "quick", "export", "heavy"
# How long a claim holds; longer than a worker may take for one message
LEASE = timedelta(minutes=2)
LEASES = {HEAVY: timedelta(minutes=15)}
TRIES = 5
# Quick messages that one commit claims
BATCH = 20
KEPT = timedelta(days=1)
# Seconds after which a relay leaves the rest to the next one
LONG_ENOUGH = 30
logger = logging.getLogger(__name__)
# Rung when a message of the queue was committed; hung up by the drainer of this process
bells: dict[str, Event] = {}


def write(*, topic: str, at: datetime, due_at: datetime | None = None, **payload: Any) -> None:
    """Write one message in the caller's transaction, to be handled at or after `due_at`.

    `topic` is a key of `settings.OUTBOX_CONSUMERS`; `payload` holds JSON values, identifiers
    rather than words.
    """
    insert(OutboxMessage(topic=topic, payload=payload, created_at=at, due_at=due_at or at))
    transaction.on_commit(partial(ring, queue_of(topic)))


def ring(queue: str) -> None:
    """Nudge whoever drains the queue, without waiting. Losing a nudge costs one sweep."""
    bell = bells.get(queue)
    if bell:
        bell.set()


def commits_by_itself(consumer: Callable[..., None]) -> Callable[..., None]:
    """Mark a consumer of long work, which must not run inside one transaction."""
    consumer.commits_by_itself = True  # type: ignore[attr-defined]
    return consumer


def queues() -> list[str]:
    """The names of all queues, the quick one first."""
    return [QUICK, *dict.fromkeys(settings.OUTBOX_QUEUES.values())]


def queue_of(topic: str) -> str:
    return str(settings.OUTBOX_QUEUES.get(topic.partition(".")[0], QUICK))


def belongs_to(queue: str) -> Q:
    """The messages of one queue."""
    chosen = Q()
    for word, name in settings.OUTBOX_QUEUES.items():
        if name == queue:
            chosen |= Q(topic__startswith=f"{word}.")
        elif queue == QUICK:
            chosen &= ~Q(topic__startswith=f"{word}.")
    return chosen


def waiting(at: datetime, queue: str | None = None) -> Any:
    """Messages that may be claimed at `at`, oldest first; of all queues or of one."""
    return OutboxMessage.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lt=at), belongs_to(queue) if queue else Q(),
        done_at=None, parked_at=None, due_at__lte=at,
    ).order_by("due_at", "id")  # fmt: skip


@dataclass(frozen=True)
class Backlog:
    """`waiting` are due and not done, for `seconds` the oldest of them; `parked` wait for staff."""

    waiting: int
    parked: int
    seconds: float


def backlog(*, at: datetime) -> Backlog:
    open_ones = OutboxMessage.objects.filter(done_at=None)
    due = Q(parked_at=None, due_at__lte=at)
    found = open_ones.aggregate(
        waiting=Count("pk", filter=due),
        oldest=Min("due_at", filter=due),
        parked=Count("pk", filter=Q(parked_at__isnull=False)),
    )
    oldest = found["oldest"] or at
    return Backlog(found["waiting"], found["parked"], (at - oldest).total_seconds())


def relay(*, at: datetime, limit: int = 100, queue: str | None = None) -> int:
    """Handle up to `limit` due messages; returns how many were handled or put off.

    Concurrent relays never run one twice at a time.
    """
    handled, until = 0, monotonic() + LONG_ENOUGH
    while handled < limit and (messages := claim(at, min(BATCH, limit - handled), queue)):
        for number, message in enumerate(messages):
            if monotonic() > until:
                release(messages[number:], at)
                return handled
            if message.tries < TRIES:
                handle(message, at)
            else:  # five relays died over it
                put_off(message, at, "no relay outlived it")
            handled += 1
    return handled


def claim(at: datetime, limit: int, queue: str | None) -> list[OutboxMessage]:
    """Messages that nobody else has claimed: several quick ones, or one by itself.

    One that was tried before is alone, so that what kills its relay does not count against others.
    """
    with writing():
        found = list(waiting(at, queue).select_for_update(skip_locked=True)[:limit])
        claimed = list(takewhile(goes_together, found)) or found[:1]
        if claimed:
            OutboxMessage.objects.filter(pk__in=[message.pk for message in claimed]).update(
                claimed_until=lease(claimed[0], at), tries=F("tries") + 1
            )
    return claimed


def goes_together(message: OutboxMessage) -> bool:
    return not message.tries and queue_of(message.topic) == QUICK


def release(messages: list[OutboxMessage], at: datetime) -> None:
    """Leave claimed messages, which were not tried, to the next relay."""
    OutboxMessage.objects.filter(
        pk__in=[message.pk for message in messages], claimed_until=lease(messages[0], at)
    ).update(claimed_until=None, tries=F("tries") - 1)


def lease(message: OutboxMessage, at: datetime) -> datetime:
    return at + LEASES.get(queue_of(message.topic), LEASE)


def handle(message: OutboxMessage, at: datetime) -> None:
    """Run the consumer; a failure puts the message off, the fifth parks it for staff to see."""
    done = OutboxMessage.objects.filter(pk=message.pk)
    try:
        consumer = import_string(settings.OUTBOX_CONSUMERS[message.topic])
        with nullcontext() if hasattr(consumer, "commits_by_itself") else writing():
            consumer(at=at, **message.payload)
            done.update(done_at=at, claimed_until=None)
    except Exception as error:  # whatever a consumer raises must not stop the other messages
        logger.warning("outbox %s (%s) failed: %s", message.pk, message.topic, type(error).__name__)
        put_off(message, at, f"{type(error).__name__}: {error}")


def put_off(message: OutboxMessage, at: datetime, error: str) -> None:
    tries = message.tries + 1
    OutboxMessage.objects.filter(pk=message.pk).update(
        claimed_until=None,
        due_at=at + timedelta(seconds=2**tries),
        parked_at=at if tries >= TRIES else None,
        last_error=error[:500],
    )


def forget(*, at: datetime) -> int:
    """Delete what was handled more than a day ago; returns how many. A periodic job."""
    old = OutboxMessage.objects.filter(done_at__lt=at - KEPT)
    return old.delete()[0] if old.exists() else 0


def retry(*, message: OutboxMessage, by: Any, at: datetime) -> bool:
    """Give a parked message five new tries; False if it is not parked."""
    with writing():
        moved = OutboxMessage.objects.filter(pk=message.pk, parked_at__isnull=False).update(
            parked_at=None, tries=0, due_at=at, claimed_until=None
        )
        if moved:
            audit.record(verb="outbox.retry", by=by, at=at, subject=message, topic=message.topic)
    return bool(moved)
