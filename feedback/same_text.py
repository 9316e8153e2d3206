"""Looking for the same text among a matter's comments: a search proposes and decides nothing (R53).

A group changes no count of people, comments or points; it only says which texts are one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max
from django.utils.translation import gettext as text_of
from django.utils.translation import gettext_lazy as _

from consultation import audit, jobs, permissions
from consultation.errors import Conflict
from consultation.models import Consultation, Job
from consultation.transactions import writing
from feedback import grouping
from feedback.groups import BATCH, UnableToGroup, added_beyond, common_text
from feedback.models import Comment, CommentGroup, GroupMember
from feedback.queues import changes
from feedback.weighing import lock

KIND = "groups.find"


@dataclass(frozen=True)
class Cluster:
    """Comments with the same text, by their ids: each with what it says beyond `text`."""

    text: str
    added: dict[int, list[str]]
    into: int | None = None
    """The standing group that they join."""


def search(*, consultation: Consultation, by: Any, at: datetime) -> Job:
    """Ask for a search in the background; only one runs at a time."""
    permissions.require(permissions.can_draft(by, consultation, at))
    if Job.objects.unended().filter(kind=KIND, consultation=consultation).exists():
        raise Conflict(_("The search is already under way."))
    return jobs.start(
        kind=KIND, title=text_of("Find comments with the same text"), consultation=consultation,
        by=by, at=at,
    )  # fmt: skip


def find(*, job: Job, at: datetime) -> None:
    """The work of a search: comparing holds no lock, only the proposing does."""
    consultation = job.consultation
    if consultation is None:
        raise UnableToGroup(_("Say which matter's comments are meant."))
    rows = Comment.objects.filter(consultation=consultation, withdrawn_at=None).order_by("pk")
    bodies = dict(rows.values_list("pk", "body"))
    jobs.progress(job=job, done=0, total=len(bodies))
    clusters = planned(consultation, bodies)
    jobs.progress(job=job, done=len(bodies))
    propose(consultation=consultation, clusters=clusters, by=job.asked_by, at=at)


def planned(consultation: Consultation, bodies: dict[int, str]) -> list[Cluster]:
    """What a search would add to the groups as they stand.

    A comment that was ever in a group is left where people have it: alike ones join it in its
    group, and where it was taken out nothing is proposed.
    """
    known = homes(consultation)
    texts = dict(consultation.groups.standing().values_list("pk", "text"))
    pks = list(bodies)
    found = []
    for indices in grouping.groups(list(bodies.values())):
        members = [pks[index] for index in indices]
        fresh = [pk for pk in members if pk not in known]
        settled = Counter(known[pk] for pk in members if pk in known)
        home = next((group for group, _n in settled.most_common() if group), None)
        if home:
            text = texts[home]
        elif not settled:
            text = common_text([bodies[pk] for pk in fresh])
        else:
            continue
        found.append(Cluster(text, added_beyond(text, {pk: bodies[pk] for pk in fresh}), home))
    return [one for one in found if one.added]


def homes(consultation: Consultation) -> dict[int, int | None]:
    """Of every comment that was ever in a group the one it is in, or None."""
    rows = GroupMember.objects.filter(group__consultation=consultation).order_by("pk")
    return {
        comment: None if left_at else group
        for comment, group, left_at in rows.values_list("comment", "group", "left_at")
    }


@writing()
def propose(
    *, consultation: Consultation, clusters: Sequence[Cluster], by: Any, at: datetime
) -> int:
    """Write proposals down; returns how many comments were new to the groups. Doing it twice
    adds nothing, and what people decided in the meantime stands.
    """
    lock(consultation.pk)
    known = homes(consultation)
    standing = set(consultation.groups.standing().values_list("pk", flat=True))
    number = consultation.groups.aggregate(last=Max("number"))["last"] or 0
    rows: list[GroupMember] = []
    for one in clusters:
        fresh = {pk: own for pk, own in one.added.items() if pk not in known}
        if one.into in standing:
            group = CommentGroup.objects.get(pk=one.into)
        elif one.into is None and len(fresh) > 1:
            number += 1
            group = CommentGroup.objects.create(
                consultation=consultation, number=number, text=one.text, proposed_at=at,
                proposed_by=by,
            )  # fmt: skip
        else:
            continue
        rows += [
            GroupMember(group=group, comment_id=pk, added=own, joined_at=at)
            for pk, own in fresh.items()
        ]
    if rows:
        GroupMember.objects.bulk_create(rows, batch_size=BATCH)
        changes.note(consultation.pk, [row.comment_id for row in rows])
        CommentGroup.objects.filter(pk__in={row.group_id for row in rows}).update(
            version=F("version") + 1
        )
        audit.record(
            verb="group.proposed", by=by, at=at, consultation=consultation,
            subject=consultation, groups=len({row.group_id for row in rows}), comments=len(rows),
        )  # fmt: skip
    return len(rows)
