"""What is asked, in Elasticsearch's words: built here alone, from fixed fields and folded terms."""

from collections.abc import Sequence
from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl import query as q

from consultation.grams import grams_of
from consultation.terms import Term
from search.backends.indexed import standing_in
from search.backends.matching import FIELDS, OWN
from search.query import Query


def is_(field: str, value: str | int) -> q.Query:
    return q.Term(field, {"value": value})


def any_of(terms: Sequence[Term], fields: Sequence[str]) -> q.Query:
    return q.Bool(should=[standing_in(field, term) for term in terms for field in fields])


def every_term(terms: Sequence[Term]) -> list[q.Query]:
    """All terms somewhere, one of them in the document's own words."""
    own = any_of(terms, OWN)
    return [own, *(any_of([term], FIELDS) for term in terms)] if len(terms) > 1 else [own]


def ranked(search: Search[Any], query: Query) -> Search[Any]:
    matching = every_term(query.terms)
    if query.newest_first:
        return search.query(q.Bool(filter=matching)).sort("-published_at", "key")
    tiers = [
        q.ConstantScore(filter=q.Bool(filter=[any_of([term], fields) for term in query.terms]))
        for fields in (FIELDS[:1], FIELDS[:3])
    ]
    found = q.Bool(filter=matching, should=tiers)
    return search.query(found).sort("_score", "-published_at", "key")


def conditions_of(query: Query) -> dict[str, q.Query]:
    """The chosen conditions by the facet they belong to."""
    conditions: dict[str, q.Query] = {}
    if query.kind:
        conditions["kind"] = is_("kind", query.kind)
    if query.department is not None:
        conditions["department"] = is_("department", query.department)
    if query.year is not None:
        conditions["year"] = is_("year", query.year)
    if query.consultations is not None:
        conditions["consultation"] = q.Terms("consultation", sorted(query.consultations))
    return conditions


def of_consultation(consultation: int | None) -> q.Query:
    if consultation is None:
        return q.Bool(must_not=q.Exists(field="consultation"))
    return is_("consultation", consultation)


def likeness(words: str) -> list[q.Query]:
    """One point for each pair of characters, or word, that a title shares with the words."""
    grams = {gram for gram in grams_of(words[:100]) if len(gram) > 1}
    return [q.ConstantScore(filter=is_("words.title", gram)) for gram in sorted(grams)]
