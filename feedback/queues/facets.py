"""What a comment counts for: the keys of all filters that show it or its points.

A key is `unit.filter.value`, its unit `comments` or `points`; those of the tally are `tally.…`.
`due` holds the day on which the first waiting answer is due, for the overdue change by themselves.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from feedback.enums import ReferralState, WorkState
from feedback.models import Comment, GroupMember, Point, Referral

UNSPLIT, LEFT, NOBODY = "unsplit", "left", "nobody"
DUE = "due"
ALL = "all.all"
Pairs = set[tuple[str, object]]


@dataclass
class Asked:
    """The questions about one point."""

    pairs: Pairs = field(default_factory=set)
    due: list[date] = field(default_factory=list)


def facets_of(pks: Collection[int]) -> dict[int, Counter[str]]:
    """By comment how often it counts for each key, in a constant number of queries."""
    points: dict[int, list[Point]] = defaultdict(list)
    own = Point.objects.standing().filter(comment__in=pks)
    for point in own.only("comment", "state", "outcome", "assigned_to"):
        points[point.comment_id].append(point)
    asked = questions(point.pk for some in points.values() for point in some)
    of_points = cited(Point.provisions.through, "point", asked_about(points))
    of_comments = cited(Comment.provisions.through, "comment", pks)
    groups = dict(
        GroupMember.objects.standing().filter(comment__in=pks).values_list("comment", "group")
    )
    rows = Comment.objects.filter(pk__in=pks).only(
        "consultation", "channel", "stance", "is_late", "withdrawn_at"
    )
    return {
        row.pk: keys_of(
            row,
            [
                (point, of_point(point, asked[point.pk]) | of_points[point.pk], asked[point.pk].due)
                for point in points[row.pk]
            ],
            of_comments[row.pk],
            groups.get(row.pk),
        )
        for row in rows
    }


def asked_about(points: dict[int, list[Point]]) -> list[int]:
    return [point.pk for some in points.values() for point in some]


def questions(points: Iterable[int]) -> dict[int, Asked]:
    asked: dict[int, Asked] = defaultdict(Asked)
    rows = Referral.objects.filter(point__in=list(points)).exclude(state=ReferralState.WITHDRAWN)
    for point, state, department, due_on in rows.values_list(
        "point", "state", "department", "due_on"
    ):
        asked[point].pairs |= {("referral", state), ("referral", department)}
        if state == ReferralState.ASKED:
            asked[point].due.append(due_on)
    return asked


def cited(through: type, name: str, pks: Collection[int]) -> dict[int, Pairs]:
    """The articles that rows name, themselves or by an item, in whatever version of the text."""
    found: dict[int, Pairs] = defaultdict(set)
    rows = through._default_manager.filter(**{f"{name}__in": pks})  # type: ignore[attr-defined]
    for pk, own, parent in rows.values_list(name, "provision__uid", "provision__parent__uid"):
        found[pk] |= {("article", uid) for uid in (own, parent) if uid}
    return found


def of_point(point: Point, asked: Asked) -> Pairs:
    pairs: Pairs = {("state", point.state), ("assignee", point.assigned_to_id or NOBODY)}
    if point.outcome:
        pairs.add(("outcome", point.outcome))
    if point.state in WorkState.OPEN:
        pairs.add(("state", LEFT))
    return pairs | asked.pairs


def keys_of(
    comment: Comment,
    points: list[tuple[Point, Pairs, list[date]]],
    cited: Pairs,
    group: int | None,
) -> Counter[str]:
    common: Pairs = {("channel", comment.channel)}
    if comment.stance:
        common.add(("stance", comment.stance))
    if group:
        common.add(("group", group))
    counts: Counter[str] = Counter([f"comments.{ALL}"])
    every = common.union(cited, *(pairs for _point, pairs, _due in points))
    if not points and not comment.withdrawn_at:
        every |= {("state", UNSPLIT), ("state", LEFT)}
    counts.update(f"comments.{name}.{value}" for name, value in every)
    if due := [day for _point, _pairs, days in points for day in days]:
        counts[f"comments.{DUE}.{min(due)}"] += 1
    for _point, pairs, days in points:
        counts[f"points.{ALL}"] += 1
        counts.update(f"points.{name}.{value}" for name, value in pairs | common)
        if days:
            counts[f"points.{DUE}.{min(days)}"] += 1
    return counts + tally_of(comment, [point for point, _pairs, _due in points])


def tally_of(comment: Comment, points: list[Point]) -> Counter[str]:
    if comment.is_late or comment.withdrawn_at:
        return Counter(["tally.comments.outside"])
    counts = Counter(["tally.comments.counted"])
    if not points:
        counts["tally.comments.unsplit"] += 1
    counts.update(f"tally.points.{point.state}" for point in points)
    return counts
