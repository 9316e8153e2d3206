"""One page of a long list: rows are never counted beyond a thousand, nor read beyond the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

COUNTED = 1000
LAST = 100_000


def shown(number: int) -> str:
    return f"{COUNTED:,}+" if number > COUNTED else str(number)


@dataclass(frozen=True)
class Page:
    """`count` is how many there are, as shown."""

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


def number_of(text: str | None) -> int:
    """Of a page, as the address has it; what is no number is the first one."""
    text = text or ""
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    return max(1, min(int(text), LAST)) if is_number else 1


def page_of(
    rows: QuerySet[Any],
    number: str | None,
    size: int,
    *,
    counted: int | None = None,
    loaded: Callable[[list[Any]], QuerySet[Any]],
) -> Page:
    """`number` as the address has it. Keys are found first, from an index alone; only what the
    page shows is `loaded` by its keys.

    Where nobody `counted` the rows, they are counted to a thousand, by the same query.
    """
    at = number_of(number)
    start = (at - 1) * size
    of_rows = rows.values_list("pk", flat=True)
    if counted is None and start + size <= COUNTED:
        first = list(of_rows[: COUNTED + 1])
        keys, count = first[start : start + size + 1], shown(len(first))
    else:
        keys = list(of_rows[start : start + size + 1])
        count = shown(COUNTED + 1) if counted is None else f"{counted:,}"
    found = {row.pk: row for row in loaded(keys[:size])}
    return Page([found[key] for key in keys[:size] if key in found], at, len(keys) > size, count)
