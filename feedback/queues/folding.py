"""Adding what has changed to the numbers of the queues, and its words to what can be found."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from time import monotonic

from django.db.models import Model

from consultation.models import Consultation
from consultation.transactions import writing
from feedback.models import Comment, PointWords, QueueChange, QueueCount, QueueEntry
from feedback.queues import changes, words
from feedback.queues.facets import facets_of

BATCH = 250
# Seconds after which the other duties of the drainer have their turn
LONG_ENOUGH = 1.0


class Overtaken(Exception):
    """Somebody else has counted the same changes."""


def fold(*, at: datetime) -> None:
    """Periodic: count what has changed, for about a second."""
    until = monotonic() + LONG_ENOUGH
    while fold_batch() == BATCH and monotonic() < until:
        pass


def fold_batch(size: int = BATCH) -> int:
    """Count the comments of the `size` oldest changes anew; returns how many changes these were.

    The records are read after the changes were: what happens in between has a change of its own.
    """
    noted = dict(QueueChange.objects.order_by("pk").values_list("pk", "comment")[:size])
    if not noted:
        return 0
    pks = list(dict.fromkeys(noted.values()))
    now = facets_of(pks)
    texts = words.texts_of_points(pks)
    with writing():
        if QueueChange.objects.filter(pk__in=noted).delete()[0] != len(noted):
            raise Overtaken
        before = dict(QueueEntry.objects.filter(comment__in=pks).values_list("pk", "counts"))
        add_differences(pks, now, before)
        save([QueueEntry(pk=pk, counts=counts) for pk, counts in now.items()], ["counts"])
        words.store(QueueEntry, words.texts_of_comments([pk for pk in pks if pk not in before]))
        PointWords.objects.filter(point__comment__in=pks).delete()
        PointWords.objects.bulk_create([PointWords(pk=pk) for pk in texts])
        words.store(PointWords, texts)
    return len(noted)


def add_differences(
    pks: list[int], now: dict[int, Counter[str]], before: dict[int, dict[str, int]]
) -> None:
    changed: dict[int, Counter[str]] = defaultdict(Counter)
    for pk, matter in Comment.objects.filter(pk__in=pks).values_list("pk", "consultation"):
        changed[matter].update(now[pk])
        changed[matter].subtract(before.get(pk, {}))
    rows = []
    for matter, difference in changed.items():
        keys = [key for key, number in difference.items() if number]
        standing = QueueCount.objects.filter(consultation=matter, key__in=keys)
        numbers = dict(standing.values_list("key", "number"))
        rows += [
            QueueCount(
                consultation_id=matter, key=key, number=numbers.get(key, 0) + difference[key]
            )
            for key in keys
        ]
    save(rows, ["number"])


def save(rows: Sequence[Model], fields: list[str]) -> None:
    """Insert the rows, or set these fields where they stand."""
    unique = {QueueCount: ["consultation", "key"], QueueEntry: ["comment"]}
    if rows:
        type(rows[0])._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=unique[type(rows[0])], update_fields=fields
        )


@writing()
def recount(consultation: Consultation) -> int:
    """Forget what was counted and found of a matter and let the drainer begin anew; returns the
    number of its comments. Until it is done the numbers are too low, and say their age.
    """
    consultation.queue_counts.all().delete()
    PointWords.objects.filter(point__consultation=consultation).delete()
    QueueEntry.objects.filter(comment__consultation=consultation).delete()
    consultation.queue_changes.all().delete()
    pks = list(consultation.comments.order_by("pk").values_list("pk", flat=True))
    changes.note(consultation.pk, pks)
    return len(pks)
