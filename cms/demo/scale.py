"""A site as full as a large city leaves it: matters lived, comments by the thousand."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from typing import Any

from django.db import connection, connections
from django.db.models import Model

from cms.demo import bulk, campaigns, invented, lives, voices
from cms.demo.campaigns import Copy
from cms.demo.crowd import Crowd, Numbers, Said
from cms.demo.weighed import Weighing
from consultation import sealing
from consultation.enums import Role
from consultation.models import AuditEvent, AuditLink, Consultation, Membership
from consultation.transactions import writing
from feedback.models import (
    Comment,
    Commitment,
    Finding,
    Point,
    PointWords,
    QueueChange,
    QueueEntry,
    Referral,
    Respondent,
)  # fmt: skip
from feedback.models.comment import BesideComment
from feedback.queues import folding

KEYED = (Comment, Point, Referral)
ORDER: tuple[type[Model], ...] = (
    Comment, Respondent, QueueChange, Comment.provisions.through, Finding, Point,
    Point.provisions.through, Referral, Commitment, AuditEvent,
)  # fmt: skip
BATCH = 5_000
IN_CAMPAIGNS = 0.1
"""The share of comments that belong to campaigns, where campaigns are asked for."""


def generate(
    *, comments: int, consultations: int, seed: int, campaigns_count: int, at: datetime,
    stage: str = "",
) -> Iterator[Consultation]:  # fmt: skip
    """Live the matters one by one, each as soon as the one before is asked for.

    Equal arguments on one day say the same words. For a site at rest: keys are given here.
    """
    numbers = Numbers()
    each = int(comments * IN_CAMPAIGNS / campaigns_count) if campaigns_count else 0
    copies = campaigns.copies(seed=seed, campaigns=campaigns_count, each=each)
    contents = invented.matters(seed=seed, count=consultations, stage=stage)
    with followed():
        for content, size in zip(
            contents, invented.shares(comments=comments, count=consultations), strict=True
        ):
            copied = list(islice(copies, int(size * IN_CAMPAIGNS)))
            yield live(content, size, copied, numbers, at)
    bulk.settle(KEYED, (*ORDER, QueueEntry, PointWords, AuditLink))
    while follow():
        pass


@contextmanager
def followed() -> Iterator[None]:
    """Where two can write at once, another process seals and counts what has been written."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    connections.close_all()  # none is to be inherited
    context = get_context("fork")
    over = context.Event()
    follower = context.Process(target=follow_until, args=(over,), daemon=True)
    follower.start()
    try:
        yield
    finally:
        over.set()
        follower.join()


def follow_until(over: Event) -> None:
    while not over.wait(0 if follow() else 1):
        pass


def follow() -> bool:
    """Seal and count what the writers left to the drainer; whether there may be more."""
    return bool(sealing.seal(limit=BATCH)) | bool(folding.fold_batch(BATCH))


def live(
    content: dict[str, Any], size: int, copies: Sequence[Copy], numbers: Numbers, at: datetime
) -> Consultation:
    """One matter from its creation to its report."""
    with writing():
        matter = lives.begin(content, at)
        matter.consultation.shows_comments = True
        matter.consultation.save(update_fields=["shows_comments"])
        lives.announce(matter)
    period = matter.consultation.periods.get()
    chance = random.Random(content["slug"])  # noqa: S311 — the same words every time
    crowd = Crowd(matter, chance, numbers, voices.articles(matter), period)
    weighing = None if content["stage"] == "open" else Weighing(crowd, others(matter))
    said = crowd.speak(size, copies)
    while batch := list(islice(said, BATCH)):
        write(batch, weighing)
    if content["stage"] == "reported":
        bulk.settle(KEYED, ORDER)
        voices.report(matter)
    return matter.consultation


def others(matter: lives.Matter) -> list[Membership]:
    """Who drafts for the other departments."""
    drafters = Membership.objects.filter(role=Role.DRAFTER).exclude(
        department=matter.consultation.lead_id
    )
    return list(drafters.select_related("department", "user").order_by("pk"))


def write(batch: Sequence[Said], weighing: Weighing | None) -> None:
    rows: dict[type[Model], list[Model]] = defaultdict(list)
    for said in batch:
        rows[Comment].append(said.comment)
        for row in (*said.rows, *(weighing.weigh(said) if weighing else ())):
            if isinstance(row, BesideComment):
                row.consultation_id = said.comment.consultation_id
            rows[type(row)].append(row)
    with writing():
        for model in ORDER:
            bulk.insert(rows[model])
