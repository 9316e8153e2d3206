"""One reason for many points that do not say the same: meant so, or written without reading?"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from feedback.enums import Outcome, WorkState
from feedback.models import GroupMember, Point

MANY = 5
"""So many points outside one group with the same reason are asked about at the signature."""


@dataclass(frozen=True)
class Repeat:
    """A reason of one matter and how many of its points outside the largest group have it."""

    consultation_id: int
    reason: str
    number: int


def repeats(points: Iterable[Point]) -> list[Repeat]:
    """The reasons of these points that many points of their matter share, most shared first.

    Points in one confirmed group say the same, so one reason for them is right.
    """
    asked = {(one.consultation_id, one.reason) for one in points if one.reason}
    alike = Point.objects.standing().filter(
        consultation__in={matter for matter, _reason in asked},
        reason__in={reason for _matter, reason in asked},
        state__in=(WorkState.IN_REVIEW, WorkState.APPROVED),
    )
    alike = alike.exclude(outcome__in=Outcome.WITHOUT_REASON)
    grouped = GroupMember.objects.standing().exclude(confirmed_at=None)
    groups = dict(
        grouped.filter(comment__points__in=alike).values_list("comment", "group").distinct()
    )
    found: dict[tuple[int, str], Counter[int | None]] = defaultdict(Counter)
    for matter, reason, comment in alike.values_list("consultation", "reason", "comment"):
        if (matter, reason) in asked:
            found[matter, reason][groups.get(comment)] += 1
    made = [
        Repeat(matter, reason, outside)
        for (matter, reason), numbers in found.items()
        if (outside := outside_largest(numbers)) >= MANY
    ]
    return sorted(made, key=lambda one: -one.number)


def outside_largest(numbers: Counter[int | None]) -> int:
    largest = max((number for group, number in numbers.items() if group is not None), default=0)
    return numbers.total() - largest
