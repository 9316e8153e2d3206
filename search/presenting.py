"""What the two pages say: names of conditions, facets, and what a wider choice would show."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from consultation.enums import DocumentType
from consultation.models import Department
from search import listing
from search.backends.base import Result
from search.documents import Kind
from search.facets import Conditions, Facet, facet, latest_first, most_first
from search.finding import states_of
from search.states import State

Chosen = dict[str, Any]
Counts = Mapping[Any, int]


class Wider(NamedTuple):
    """`number` matters fit the labels that are `kept` when the condition `name` is dropped."""

    name: str
    kept: list[str]
    number: int
    url: str


class Labels:
    """Names of values on the screen; departments are read once."""

    def __init__(self, departments: Counts, chosen: Chosen) -> None:
        keys = {*departments, *filter(None, [chosen.get("department")])}
        found = Department.objects.in_bulk(keys)
        self.departments = {key: str(department) for key, department in found.items()}

    def q(self, words: str) -> str:
        return _("“%(words)s”") % {"words": words}

    def state(self, value: str) -> str:
        return str(State(value).label)

    def kind(self, value: str) -> str:
        return str(Kind(value).label)

    def department(self, value: int) -> str:
        return self.departments.get(value, _("Unknown department"))

    def topic(self, value: str) -> str:
        return value

    def type(self, value: str) -> str:
        return str(DocumentType(value).label)

    def year(self, value: int) -> str:
        return _("Year %(year)s") % {"year": value}

    def of(self, chosen: Chosen) -> dict[str, str]:
        """The conditions that are set, by name."""
        return {
            name: getattr(self, name)(value)
            for name, value in chosen.items()
            if value and name != "sort"
        }


def with_chosen(counts: Counts, value: Any) -> dict[Any, int]:
    """The counts, and 0 for a chosen value that is not among them."""
    return {**counts, **({value: 0} if value and value not in counts else {})}


def list_facets(
    cube: listing.Cube, conditions: Conditions, chosen: Chosen, labels: Labels
) -> list[Facet]:
    def counts(name: str) -> dict[Any, int]:
        return with_chosen(cube.counts(name, chosen), chosen.get(name))

    states = counts("state")
    every = [(state, states.get(state, 0)) for state in State]
    departments, topics = most_first(counts("department")), most_first(counts("topic"))
    types, years = most_first(counts("type")), latest_first(counts("year"))
    return [
        facet(_("State"), "state", conditions, every, labels.state),
        facet(_("Lead department"), "department", conditions, departments, labels.department),
        facet(_("Topic"), "topic", conditions, topics, labels.topic),
        facet(_("Document type"), "type", conditions, types, labels.type),
        facet(_("Year"), "year", conditions, years, labels.year),
    ]


def find_facets(
    result: Result, conditions: Conditions, chosen: Chosen, labels: Labels, *, at: datetime
) -> list[Facet]:
    found = result.facets or {}

    def counts(name: str) -> dict[Any, int]:
        return with_chosen(found.get(name, {}), chosen.get(name))

    def choices(title: str, name: str, values: list[tuple[Any, int]]) -> Facet:
        label = getattr(labels, name)
        return facet(title, name, conditions, values, label, is_least=result.is_sampled)

    states = list(with_chosen(states_of(result, at=at), chosen.get("state")).items())
    return [
        choices(_("Kind"), "kind", most_first(counts("kind"))),
        choices(_("State"), "state", states),
        choices(_("Lead department"), "department", most_first(counts("department"))),
        choices(_("Year"), "year", latest_first(counts("year"))),
    ]


def wider(
    cube: listing.Cube, conditions: Conditions, chosen: Chosen, labels: Labels, *, at: datetime
) -> list[Wider]:
    """What each condition holds back, one dropped at a time."""
    result = []
    named = labels.of(chosen)
    for name in named:
        if name == "q":
            count = listing.Cube(listing.public_consultations(at=at)).total(chosen)
        else:
            count = cube.total(chosen, without=name)
        kept = [label for other, label in named.items() if other != name]
        result.append(Wider(name, kept, count, conditions.url(**{name: ""})))
    return result
