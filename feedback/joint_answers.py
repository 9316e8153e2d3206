"""Weighing a group once: one answer for its common text, each addition left open as a point."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext_lazy as _

from consultation import audit
from consultation.models import Provision
from consultation.transactions import writing
from feedback import groups, responses, triage
from feedback.enums import WorkState
from feedback.models import CommentGroup, GroupMember, Point

BATCH = 1000


@dataclass(frozen=True)
class Weighed:
    """Points answered; additions now open as points; comments `left` because somebody has split
    them by hand or their point carries a signature.
    """

    answered: int
    opened: int
    left: int


@writing()
def weigh(
    *,
    group: CommentGroup,
    version: int,
    text: str,
    outcome: str,
    reason: str = "",
    legal_basis: str = "",
    provisions: Sequence[Provision] = (),
    by: Any,
    at: datetime,
) -> Weighed:
    """One outcome and reason for the common text of every confirmed member; all or nothing.

    `text` is the common demand in brief. Nothing that a member says of its own is answered here:
    each addition becomes a point that waits.
    """
    group = groups.held(group, version, by=by, at=at)
    rows = members(group)
    if not rows:
        raise groups.UnableToGroup(_("Confirm the group before you weigh it."))
    fresh = [row for row in rows if row.point is None and not row.is_split]  # type: ignore[attr-defined]
    if fresh:
        words = triage.checked(fresh[0].comment, text=text, topic="", provisions=provisions)
        made = make_points(group, fresh, words["text"], provisions, by, at)
    else:
        made = []
    opened = len(made) - len(fresh)
    standing = [
        row.point
        for row in rows
        if row.point and row.point.state in WorkState.EDITABLE and not row.point.removed_at
    ]
    if not standing:
        raise groups.UnableToGroup(_("No comment of the group is left to be weighed here."))
    responses.decide(
        points={point.pk: point.version for point in standing}, outcome=outcome, reason=reason,
        legal_basis=legal_basis, by=by, at=at,
    )  # fmt: skip
    group = groups.change(group)
    result = Weighed(len(standing), opened, len(rows) - len(standing))
    groups.log(
        "group.weighed", group, by, at, outcome=outcome, answered=result.answered,
        opened=result.opened, left=result.left,
    )  # fmt: skip
    return result


def members(group: CommentGroup) -> list[GroupMember]:
    """Confirmed members that were not withdrawn, each with whether it was split before."""
    split = Point.objects.standing().filter(comment=OuterRef("comment"))
    rows = group.members.confirmed_at_time(None).filter(comment__withdrawn_at=None)
    return list(
        rows.annotate(is_split=Exists(split)).select_related("comment", "point").order_by("pk")
    )


def make_points(
    group: CommentGroup,
    rows: Sequence[GroupMember],
    text: str,
    provisions: Sequence[Provision],
    by: Any,
    at: datetime,
) -> list[Point]:
    """For each member a point for the common text, and one for each addition."""
    last = dict(
        Point.objects.filter(comment__in=[row.comment_id for row in rows])
        .values_list("comment")
        .annotate(Max("number"))
    )
    made = []
    for row in rows:
        number = last.get(row.comment_id, 0) + 1
        row.point = Point(
            comment=row.comment, number=number, text=text, created_at=at, created_by=by
        )
        made.append(row.point)
        for place, passage in enumerate(map(triage.unified, row.added), start=number + 1):
            made.append(
                Point(
                    comment=row.comment, number=place, text=passage, passage=passage,
                    created_at=at, created_by=by,
                )
            )  # fmt: skip
    Point.objects.bulk_create(made, batch_size=BATCH)
    GroupMember.objects.bulk_update(rows, ["point"], batch_size=BATCH)
    cited = Point.provisions.through._default_manager
    cited.bulk_create(
        [
            Point.provisions.through(point_id=row.point_id, provision_id=provision.pk)
            for row in rows
            for provision in provisions
        ],
        batch_size=BATCH,
    )
    for point in made:
        audit.record(
            verb="point.added", by=by, at=at, consultation=group.consultation, subject=point,
            comment=point.comment_id, number=point.number, group=group.number,
        )  # fmt: skip
    return made
