"""Keeping the copy in Elasticsearch equal to the site's own index, however long it was away.

What changes in the index here is owed to the copy (`Owed`) in the same transaction, and paid by a
periodic job outside any. A server that does not answer is asked again after a pause, for ever.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Max

from consultation import outbox
from consultation.models import OutboxMessage
from search.backends import copy, own
from search.backends.base import Unanswered
from search.backends.database import document_of
from search.failover import breaker
from search.models import Entry, Owed

if TYPE_CHECKING:
    from search.backends.elastic import ElasticBackend

FILL = "task.fill_search"
ROUNDS = 5
LONG_ENOUGH = 10  # seconds
LATER = timedelta(minutes=1)
logger = logging.getLogger(__name__)


class Drift(NamedTuple):
    """How an index differed from what it should hold: keys it lacked, kept too long, held
    outdated.
    """

    missing: list[str]
    surplus: list[str]
    outdated: list[str]

    def __bool__(self) -> bool:
        return any(self)

    @property
    def wanted(self) -> list[str]:
        return [*self.missing, *self.outdated]


class Unsettled(Exception):
    """The copy of a consultation was not equal after `ROUNDS` rounds: others write at once."""

    def __init__(self, consultation: int | None, drift: Drift) -> None:
        super().__init__(f"The copy of consultation {consultation} does not become equal: {drift}")
        self.drift = drift


def drift_between(wanted: dict[str, str], held: dict[str, str]) -> Drift:
    """Of two inventories: digests by key."""
    return Drift(
        missing=[key for key in wanted if key not in held],
        surplus=[key for key in held if key not in wanted],
        outdated=[key for key, digest in wanted.items() if held.get(key, digest) != digest],
    )


def owe(*, consultation: int | None, at: datetime) -> None:
    """Note in the caller's transaction that the index here changed."""
    if copy() is not None:
        Owed.objects.create(consultation=consultation, since=at, due_at=at)


def pay(*, at: datetime) -> None:
    """Copy what is owed; have the copy made where there is none. A periodic job."""
    there = copy()
    if there is None or not breaker.lets_through():
        return
    try:
        if there.is_built():
            pay_into(there, at)
        elif not OutboxMessage.objects.filter(topic=FILL, done_at=None, parked_at=None).exists():
            outbox.write(topic=FILL, at=at)
    except Unanswered as error:
        breaker.trip(error)
    else:
        breaker.close()


@outbox.commits_by_itself
def fill(*, at: datetime) -> None:
    """Make the copy. Consumer of the topic `FILL`; one that fails is asked for again by `pay`."""
    there = copy()
    try:
        if there and not there.is_built():
            rebuild(there, at=at)
    except Unanswered as error:
        breaker.trip(error)


def pay_into(there: "ElasticBackend", at: datetime) -> None:
    until = monotonic() + LONG_ENOUGH
    due = Owed.objects.filter(due_at__lte=at).order_by()
    for consultation, last in due.values_list("consultation").annotate(last=Max("pk")):
        if monotonic() > until:
            break  # other duties wait, and this one comes again
        paid = Owed.objects.filter(consultation=consultation, pk__lte=last)
        try:
            settle(there, consultation)
        except Unanswered:
            raise
        except Exception:  # what one consultation cannot have copied must not stop the others
            logger.exception("consultation %s is not copied to Elasticsearch", consultation)
            paid.update(due_at=at + LATER)
        else:
            paid.delete()


def settle(there: "ElasticBackend", consultation: int | None) -> Drift:
    """Make the copy hold what the index here holds of a consultation; what was amiss.

    Looks again after it wrote: of two that settle at once, the last to write sees the last state.
    """
    first = drift = difference(there, consultation)
    for _round in range(ROUNDS):
        if not drift:
            return first
        there.remove(drift.surplus)
        there.put(document_of(entry) for entry in Entry.objects.filter(key__in=drift.wanted))
        drift = difference(there, consultation)
    raise Unsettled(consultation, drift)


def difference(there: "ElasticBackend", consultation: int | None) -> Drift:
    held = there.inventory(consultation)
    return drift_between(own().inventory(consultation), held)


def reconcile(there: "ElasticBackend", *, at: datetime) -> Iterator[tuple[int | None, Drift]]:
    """Settle everything; what was amiss. What changes faster than it is copied is left owed."""
    for consultation in [None, *sorted(own().consultations() | there.consultations())]:
        try:
            drift = settle(there, consultation)
        except Unsettled as error:
            owe(consultation=consultation, at=at)
            drift = error.drift
        if drift:
            yield consultation, drift


def rebuild(there: "ElasticBackend", *, at: datetime) -> int:
    """Build the copy anew beside the live one; how many consultations changed meanwhile.

    What is written from the beginning on goes to both. It is compared before it goes live, for
    whoever searches, and after, for what was under way between the two.
    """
    with there.building() as beside:
        beside.put(document_of(entry) for entry in Entry.objects.order_by("pk").iterator(500))
        changed = len(list(reconcile(beside, at=at)))
    return changed + len(list(reconcile(there, at=at)))
