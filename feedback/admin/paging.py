"""One page of a long list: rows are never counted beyond a thousand, nor read beyond the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

COUNTED = 1000
LAST = 100_000


class Capped(Subquery):
    """How many rows a query has, counted to one more than a thousand."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows[: COUNTED + 1], output_field=IntegerField())


def shown(number: int) -> str:
    return f"{COUNTED:,}+" if number > COUNTED else str(number)


@dataclass(frozen=True)
class Page:
    """`count` is how many there are, as shown: exact to a thousand."""

    object_list: Sequence[Any]
    number: int
    has_next: bool
    count: str

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1

    @property
    def previous_page_number(self) -> int:
        return self.number - 1


def page_of(rows: QuerySet[Any], counted: QuerySet[Any], number: str | None, size: int) -> Page:
    """`number` as the address has it; what is no number is the first page."""
    text = number or ""
    at = min(int(text), LAST) if text.isascii() and text.isdigit() and len(text) < 10 else 1
    at = max(at, 1)
    start = (at - 1) * size
    found = list(rows[start : start + size + 1])
    return Page(found[:size], at, len(found) > size, shown(counted[: COUNTED + 1].count()))
