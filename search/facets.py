"""Conditions as links: what can be chosen with how many, and what is chosen and can be dropped."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format

from search.backends.base import COUNTED_TO

SHOWN = 6


@dataclass(frozen=True)
class Conditions:
    """Chosen values by name, in one order, so that each combination has one address."""

    route: str
    names: tuple[str, ...]
    chosen: Mapping[str, str]

    @cached_property
    def place(self) -> str:
        return reverse(self.route)

    def url(self, **changes: object) -> str:
        """The address after `changes`; an empty value drops a condition, and paging begins anew."""
        values = {**self.chosen, **{name: str(value) for name, value in changes.items()}}
        return address(self.place, {name: values.get(name, "") for name in self.names})

    def page_url(self, number: int) -> str:
        values = {name: self.chosen.get(name, "") for name in self.names}
        return address(self.place, values | {"page": str(number) if number > 1 else ""})

    def feed_url(self, route: str) -> str:
        return address(reverse(route), {name: self.chosen.get(name, "") for name in self.names})


def address(place: str, values: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{place}?{query}" if query else place


@dataclass(frozen=True)
class Choice:
    label: str
    count: int
    url: str
    is_chosen: bool
    is_least: bool = False

    @property
    def shown_count(self) -> str:
        return counted(self.count, is_least=self.is_least)


@dataclass(frozen=True)
class Facet:
    """The first `SHOWN` choices, and behind a fold the `rest`; a chosen one is never folded."""

    title: str
    choices: list[Choice]
    rest: list[Choice]


@dataclass(frozen=True)
class Removable:
    """A chosen condition, and the address without it."""

    name: str
    label: str
    url: str


def counted(number: int, *, is_least: bool = False) -> str:
    """A number as far as it is counted: 1,000+ where counting ended, 300+ where it may be more."""
    shown = number_format(min(number, COUNTED_TO), force_grouping=True)
    return f"{shown}+" if is_least or number > COUNTED_TO else shown


def facet(
    title: str,
    name: str,
    conditions: Conditions,
    values: Iterable[tuple[Any, int]],
    label: Callable[[Any], str],
    *,
    is_least: bool = False,
) -> Facet:
    """A facet of the (value, count) pairs in the given order."""
    chosen = conditions.chosen.get(name)
    choices = [
        Choice(label(v), n, conditions.url(**{name: v}), chosen == str(v), is_least)
        for v, n in values
    ]
    first = [c for index, c in enumerate(choices) if index < SHOWN or c.is_chosen]
    return Facet(title, first, [c for c in choices if c not in first])


def most_first(counts: Mapping[Any, int]) -> list[tuple[Any, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))


def latest_first(counts: Mapping[Any, int]) -> list[tuple[Any, int]]:
    return sorted(counts.items(), reverse=True)


def removable(conditions: Conditions, labels: Mapping[str, str]) -> list[Removable]:
    return [
        Removable(name, labels[name], conditions.url(**{name: ""}))
        for name in conditions.names
        if name in labels and conditions.chosen.get(name)
    ]
