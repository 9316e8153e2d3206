"""How many rows one filter alone shows: counted by the drainer, read in one query."""

from dataclasses import dataclass
from datetime import date, datetime

from consultation.models import Consultation, Provision
from feedback.admin.filters import OF_POINTS, OVERDUE, Filters, is_key
from feedback.queues import changes
from feedback.queues.facets import ALL, DUE, LEFT, UNSPLIT

MOST_GROUPS = 20
FEW = 1000
ASKED = "comments.referral."
COUNTED = ("state", "outcome", "article", "assignee", "referral", "group", "channel", "stance")


@dataclass(frozen=True)
class Numbers:
    """`by_key` as `facets` names them; of groups only those with the most comments or points.

    `age` is that of the oldest change which is not in them yet, in seconds; 0 without one.
    """

    by_key: dict[str, int]
    articles: dict[str, str]
    today: date
    age: int

    def alone(self, filters: Filters) -> int | None:
        """How many rows these filters show, if they are one at the most; None if nobody counted."""
        unit = filters.unit or "comments"
        chosen = [(name, value) for name, value in filters.chosen.items() if name != "unit"]
        if not chosen:
            return self.of(f"{unit}.{ALL}")
        (name, value), *more = chosen
        if more or name not in COUNTED:
            return None
        if (name, value) == ("referral", OVERDUE):
            start = f"{unit}.{DUE}."
            return sum(
                number
                for key, number in self.by_key.items()
                if key.startswith(start) and key.removeprefix(start) < self.today.isoformat()
            )
        if name == "article" and value not in self.articles:
            return None
        if name == "group" and f"{unit}.group.{value}" not in self.by_key:
            return None
        key = self.articles[value] if name == "article" else value
        return self.of(f"{unit}.{name}.{key}")

    def groups(self, unit: str) -> list[str]:
        """Keys of the groups with the most rows, these first."""
        start = f"{unit or 'comments'}.group."
        found = {key: number for key, number in self.by_key.items() if key.startswith(start)}
        return [key.removeprefix(start) for key in sorted(found, key=lambda key: -found[key])]

    def departments(self) -> list[int]:
        """Keys of those that were asked about points which stand, in this matter."""
        values = [key.removeprefix(ASKED) for key in self.by_key if key.startswith(ASKED)]
        return [int(value) for value in values if is_key(value)]

    def of(self, key: str) -> int:
        return self.by_key.get(key, 0)


def numbers_of(
    consultation: Consultation, articles: list[Provision], filters: Filters, at: datetime
) -> Numbers:
    rows = consultation.queue_counts.exclude(number=0).order_by().values_list("key", "number")
    start = f"{filters.unit or 'comments'}.group."
    groups = rows.filter(key__startswith=start).order_by("-number", "key")
    others = rows.exclude(key__contains=".group.")
    uids = {str(article.pk): str(article.uid) for article in articles}
    by_key = dict(others) | dict(groups[:MOST_GROUPS])
    return Numbers(by_key, uids, filters.today, changes.age(consultation, at))


def are_few(consultation: Consultation, filters: Filters) -> bool:
    """Whether one of the filters of points, counted alone, leaves so few comments that reading
    their points is the shortest way to the rows.
    """
    chosen = {name: value for name, value in filters.chosen.items() if name in OF_POINTS}
    if chosen.get("state") in (UNSPLIT, LEFT):
        return False
    keys = [f"comments.{name}.{value}" for name, value in chosen.items() if value != OVERDUE]
    many = consultation.queue_counts.filter(key__in=keys, number__gt=FEW)
    return bool(keys) and many.count() < len(keys)
