"""Searching: the index answers, the database says what of it is public now."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

from consultation.models import Consultation
from search.backends.base import Result
from search.failover import ask
from search.listing import Found
from search.query import Query
from search.states import STATE_OF_STAGE, State
from search.visible import still_public


def find(chosen: dict[str, Any], *, at: datetime, offset: int = 0, limit: int = 20) -> Result:
    """A page of public hits; what the index should have forgotten already is neither shown nor
    counted.
    """
    query = query_of(chosen, at=at, offset=offset, limit=limit)
    result = ask(lambda index: index.find(query))
    public = still_public(hit.document for hit in result.hits)
    hits = tuple(hit for hit in result.hits if hit.document.key in public)
    return replace(result, hits=hits, total=result.total - (len(result.hits) - len(hits)))


def suggest(words: str) -> list[str]:
    """Public titles near to words for which nothing was found."""
    documents = ask(lambda index: index.suggest(words))
    public = still_public(documents)
    return [document.title for document in documents if document.key in public]


def query_of(chosen: dict[str, Any], *, at: datetime, offset: int, limit: int) -> Query:
    state = chosen.get("state")
    return Query(
        chosen["q"],
        kind=chosen.get("kind") or "",
        department=chosen.get("department"),
        year=chosen.get("year"),
        consultations=consultations_in(State(state), at=at) if state else None,
        newest_first=chosen.get("sort") == "newest",
        offset=offset,
        limit=limit,
    )


def consultations_in(state: State, *, at: datetime) -> set[int]:
    found: Found = Consultation.objects.visible().with_stage(at)
    return set(found.filter(stage__in=state.stages).values_list("pk", flat=True))


def states_of(result: Result, *, at: datetime) -> dict[State, int]:
    """Hits by the state of their consultation at this instant."""
    counts = (result.facets or {}).get("consultation", {})
    found: Found = Consultation.objects.filter(pk__in=counts).with_stage(at)
    states: Counter[State] = Counter()
    for key, stage in found.values_list("pk", "stage"):
        states[STATE_OF_STAGE[stage]] += counts[key]
    return {state: states[state] for state in State if states[state]}
