"""Same text, many people: what is proposed is confirmed and changed by people (R49, R53).

A group changes no count of people, comments or points; it only says which texts are one.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from consultation import audit, permissions
from consultation.errors import Conflict, DomainError
from consultation.transactions import writing
from feedback import grouping
from feedback.models import CommentGroup, GroupMember
from feedback.queues import changes
from feedback.weighing import lock

BATCH = 1000


class UnableToGroup(DomainError):
    """The group does not allow this."""


@writing()
def confirm(*, group: CommentGroup, version: int, by: Any, at: datetime) -> CommentGroup:
    """Say that the comments in the group say the same. Newly proposed ones are confirmed anew."""
    group = held(group, version, by=by, at=at)
    waiting = group.members.standing().filter(confirmed_at=None)
    number = waiting.update(confirmed_at=at, confirmed_by=by)
    if not number:
        raise UnableToGroup(_("Every comment of the group is confirmed already."))
    group = change(group, confirmed_at=at, confirmed_by=by)
    log("group.confirmed", group, by, at, comments=number)
    return group


@writing()
def take_out(
    *, group: CommentGroup, version: int, comments: Collection[int], by: Any, at: datetime
) -> CommentGroup:
    """Comments that do not say the same; no search puts them back. The last one dissolves it."""
    group = held(group, version, by=by, at=at)
    leave(group, chosen(group, comments), by, at)
    group = change(group)
    log("group.reduced", group, by, at, comments=sorted(comments))
    if not group.members.standing().exists():
        group = change(group, dissolved_at=at, dissolved_by=by)
    return group


@writing()
def split(
    *, group: CommentGroup, version: int, comments: Collection[int], by: Any, at: datetime
) -> CommentGroup:
    """The chosen comments become a group of their own, with its own common text."""
    group = held(group, version, by=by, at=at)
    rows = chosen(group, comments)
    if len(rows) < 2 or group.members.standing().count() == len(rows):
        raise UnableToGroup(_("Choose at least two comments of the group, but not all of them."))
    last = group.consultation.groups.aggregate(last=Max("number"))["last"]
    other = CommentGroup.objects.create(
        consultation=group.consultation, number=last + 1,
        text=common_text([row.comment.body for row in rows]), proposed_at=at, proposed_by=by,
        confirmed_at=group.confirmed_at and at, confirmed_by=by if group.confirmed_at else None,
    )  # fmt: skip
    carry(group, rows, other, by, at)
    log("group.split", change(group), by, at, into=other.number, comments=sorted(comments))
    return other


@writing()
def move(
    *,
    group: CommentGroup,
    version: int,
    comments: Collection[int],
    into: CommentGroup,
    by: Any,
    at: datetime,
) -> CommentGroup:
    """The chosen comments go over to another group; all of them: the groups become one."""
    group = held(group, version, by=by, at=at)
    into = CommentGroup.objects.select_related("consultation").get(pk=into.pk)
    if into.pk == group.pk or into.dissolved_at or into.consultation_id != group.consultation_id:
        raise UnableToGroup(_("Choose another group of this matter."))
    carry(group, chosen(group, comments), into, by, at)
    change(into)
    group = change(group)
    log("group.moved", group, by, at, into=into.number, comments=sorted(comments))
    if not group.members.standing().exists():
        change(group, dissolved_at=at, dissolved_by=by)
    return into


def merge(
    *, group: CommentGroup, version: int, into: CommentGroup, by: Any, at: datetime
) -> CommentGroup:
    """All comments of one group go over to another, which keeps its common text."""
    everybody = set(group.members.standing().values_list("comment", flat=True))
    return move(group=group, version=version, comments=everybody, into=into, by=by, at=at)


@writing()
def dissolve(*, group: CommentGroup, version: int, by: Any, at: datetime) -> CommentGroup:
    """Its comments stand alone again; their points stay theirs."""
    group = held(group, version, by=by, at=at)
    number = leave(group, group.members.standing(), by, at)
    group = change(group, dissolved_at=at, dissolved_by=by)
    log("group.dissolved", group, by, at, comments=number)
    return group


def common_text(bodies: Sequence[str]) -> str:
    return bodies[grouping.common_text(bodies)].strip()


def added_beyond(text: str, bodies: dict[int, str]) -> dict[int, list[str]]:
    """What each comment, by its id, says beyond a common text."""
    own = {body: grouping.added(body, text) for body in set(bodies.values())}
    return {pk: own[body] for pk, body in bodies.items()}


def held(group: CommentGroup, version: int, *, by: Any, at: datetime) -> CommentGroup:
    """The group as it stands, its consultation locked; `Conflict` unless it is what was shown."""
    permissions.require(permissions.can_draft(by, lock(group.consultation_id), at))
    found = CommentGroup.objects.select_related("consultation").get(pk=group.pk)
    if found.version != version or found.dissolved_at:
        raise Conflict(_("Somebody else has just changed this group. Look at it again."))
    return found


def chosen(group: CommentGroup, comments: Collection[int]) -> list[GroupMember]:
    rows = list(
        group.members.standing().filter(comment__in=list(comments)).select_related("comment")
    )
    if not rows or len(rows) != len(set(comments)):
        raise UnableToGroup(_("Choose comments that are in the group."))
    return rows


def leave(group: CommentGroup, rows: Iterable[GroupMember], by: Any, at: datetime) -> int:
    leaving = {row.pk: row.comment_id for row in rows}
    standing = GroupMember.objects.standing().filter(pk__in=leaving)
    changes.note(group.consultation_id, leaving.values())
    return standing.update(left_at=at, left_by=by)


def carry(
    group: CommentGroup, rows: Sequence[GroupMember], into: CommentGroup, by: Any, at: datetime
) -> None:
    """New memberships for old ones; what was confirmed stays so, by whoever carries it over."""
    leave(group, rows, by, at)
    own = added_beyond(into.text, {row.comment_id: row.comment.body for row in rows})
    GroupMember.objects.bulk_create(
        [
            GroupMember(
                group=into, comment_id=row.comment_id, added=own[row.comment_id], joined_at=at,
                point_id=row.point_id, confirmed_at=row.confirmed_at and at,
                confirmed_by=by if row.confirmed_at else None,
            )
            for row in rows
        ],
        batch_size=BATCH,
    )  # fmt: skip


def change(group: CommentGroup, **fields: Any) -> CommentGroup:
    """Set fields on the group if its version is still the one held."""
    standing = CommentGroup.objects.standing().filter(pk=group.pk, version=group.version)
    if standing.update(version=F("version") + 1, **fields) != 1:
        raise Conflict(_("Somebody else has just changed this group. Look at it again."))
    return CommentGroup.objects.select_related("consultation").get(pk=group.pk)


def log(verb: str, group: CommentGroup, by: Any, at: datetime, **detail: Any) -> None:
    audit.record(
        verb=verb, by=by, at=at, consultation=group.consultation, subject=group,
        number=group.number, **detail,
    )  # fmt: skip
