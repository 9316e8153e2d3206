"""How many comments came in, for whoever reads along: exact while they are few, up to a minute old
where they are so many that counting them for each reader would cost more than all the rest.
"""

from collections.abc import Callable, Collection, Iterable
from typing import TypeVar
from uuid import UUID

from django.core.cache import cache
from django.db import connections
from django.db.models import Count, Max

from consultation import replica
from consultation.models import Consultation
from feedback.models import Comment

Counted = TypeVar("Counted")
MANY = 2_000
KEPT = 60  # seconds


def of_matters(keys: Iterable[int]) -> dict[int, int]:
    """Counted comments by consultation; at most one query."""
    names = {f"totals:matter:{key}": key for key in keys}
    known = {names[name]: number for name, number in cache.get_many(names).items()}
    asked = set(names.values()) - known.keys()
    if asked:
        found = replica.read(lambda alias: count(asked, alias))
        known |= {key: found.get(key, 0) for key in asked}
        many = {name: known[key] for name, key in names.items() if found.get(key, 0) >= MANY}
        if many:
            cache.set_many(many, KEPT)
    return known


def count(matters: Collection[int], alias: str) -> dict[int, int]:
    """`Comment.objects.counted()` by matter, written out since most pages ask for it."""
    places = ", ".join(["%s"] * len(matters))
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT consultation_id, COUNT(*) FROM feedback_comment"  # noqa: S608 — places only
            f" WHERE consultation_id IN ({places}) AND withdrawn_at IS NULL AND NOT is_late"
            " GROUP BY consultation_id",
            [*matters],
        )
        return dict(cursor.fetchall())


def of_provisions(consultation: int) -> dict[UUID, int]:
    """Counted comments by the stable id of the provision that they name; at most one query."""
    name = f"totals:provisions:{consultation}"
    known: dict[UUID, int] | None = cache.get(name)
    if known is None:
        links = Comment.provisions.through.objects.filter(
            comment__consultation=consultation, comment__withdrawn_at=None, comment__is_late=False
        )
        found = links.values_list("provision__uid").annotate(number=Count("comment", distinct=True))
        known = dict(found)
        if sum(known.values()) >= MANY:
            cache.set(name, known, KEPT)
    return known


def while_nothing_is_done(
    consultation: Consultation, name: str, count: Callable[[], Counted]
) -> Counted:
    """What `count` finds, kept where there is much to count until the next act in the matter.

    For screens: `name` says what is counted and all that it depends on beside the matter. An act
    is seen by its event; one that commits after a later one, within a minute.
    """
    if of_matters([consultation.pk])[consultation.pk] < MANY:
        return count()
    newest = consultation.events.aggregate(newest=Max("pk"))["newest"]
    key = f"totals:{name}:{consultation.pk}:{newest}"
    known: Counted | None = cache.get(key)
    if known is None:
        known = count()
        cache.set(key, known, KEPT)
    return known


def of_shown(consultation: Consultation) -> int:
    """Comments of a matter that everybody may read."""
    name = f"totals:shown:{consultation.pk}"
    known: int | None = cache.get(name)
    if known is None:
        known = Comment.objects.shown_in(consultation).count()
        if known >= MANY:
            cache.set(name, known, KEPT)
    return known
