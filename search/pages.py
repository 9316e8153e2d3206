"""A page of a long list: neighbours, and what it shows of how many."""

from dataclasses import dataclass

from django.http import Http404

from search.facets import Conditions

PAGE = 20
LAST = 50


@dataclass(frozen=True)
class Pager:
    """Page `number` of `total` things; refuses pages that do not exist. At most `LAST` pages."""

    number: int
    total: int
    conditions: Conditions

    def __post_init__(self) -> None:
        if self.number > self.last:
            raise Http404

    @property
    def last(self) -> int:
        return max(1, min(LAST, -(-self.total // PAGE)))

    @property
    def offset(self) -> int:
        return (self.number - 1) * PAGE

    @property
    def first_shown(self) -> int:
        return self.offset + 1

    @property
    def last_shown(self) -> int:
        return min(self.offset + PAGE, self.total)

    @property
    def previous_url(self) -> str:
        return self.conditions.page_url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.conditions.page_url(self.number + 1) if self.number < self.last else ""

    @property
    def links(self) -> list[tuple[int, str]]:
        """(number, address) of the pages around this one, and of the first and the last; the
        number 0 stands for a gap.
        """
        near = {1, self.last, *range(self.number - 2, self.number + 3)}
        numbers = sorted(number for number in near if 1 <= number <= self.last)
        links: list[tuple[int, str]] = []
        for number in numbers:
            if links and number > links[-1][0] + 1:
                links.append((0, ""))
            links.append((number, self.conditions.page_url(number)))
        return links
