"""The index in the site's own database: nothing to install, the same answers on both engines."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, fields
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from consultation.grams import grams_of, limited
from consultation.terms import Term, terms_of
from consultation.transactions import writing
from search.backends.base import COUNTED_TO, FACETS, Result, hit_of
from search.backends.matching import FIELDS, OWN, Matches, store
from search.documents import Kind, SearchDocument
from search.models import Entry
from search.query import Query

MOST_GRAMS = 10_000
SAMPLE = 5_000
BATCH = 200
COLUMNS = [field.name for field in fields(SearchDocument)]


class DatabaseBackend:
    """Facets are exact up to `SAMPLE` documents that hold the words, and sampled above.

    Only the searches read at `alias`: whoever writes compares with what stands in the primary.
    """

    def __init__(self, alias: str = DEFAULT_DB_ALIAS) -> None:
        self.alias = alias

    def put(self, documents: Iterable[SearchDocument]) -> None:
        unique = {document.key: document for document in documents}
        waiting = iter(unique.values())
        while batch := list(islice(waiting, BATCH)):
            put_batch(batch)

    def remove(self, keys: Iterable[str]) -> None:
        waiting = iter(keys)
        while batch := list(islice(waiting, BATCH)):
            Entry.objects.filter(key__in=batch).delete()

    def find(self, query: Query) -> Result:
        if not query.terms:
            return Result(facets={name: {} for name in FACETS})
        matching = entries_with(query.terms).using(self.alias)
        narrowed = matching.filter(conditions_of(query))
        total = narrowed.order_by()[: COUNTED_TO + 1].count()
        sample = list(matching.order_by().values_list(*FACETS)[: SAMPLE + 1])
        page = ranked(narrowed, query)[query.offset : query.offset + query.limit]
        return Result(
            hits=tuple(hit_of(document_of(entry), query.terms) for entry in page),
            total=min(total, COUNTED_TO),
            is_capped=total > COUNTED_TO,
            facets=facets_of(sample[:SAMPLE], query),
            is_sampled=len(sample) > SAMPLE,
        )

    def suggest(self, words: str, *, limit: int = 5) -> list[SearchDocument]:
        grams = {gram for gram in grams_of(words[:100]) if len(gram) > 1}
        if not grams:
            return []
        terms = [term for gram in grams for term in terms_of(gram)]
        titles = (
            Entry.objects.using(self.alias)
            .filter(Matches(terms, fields=["title"], any_of=True))
            .exclude(kind__in=Kind.PARTS)
            .order_by("-published_at", "key")
            .values_list("title", "pk")[:COUNTED_TO]
        )
        newest = dict(reversed(titles))
        shared = {title: len(grams.intersection(grams_of(title))) for title in newest}
        best = sorted(newest, key=lambda title: (-shared[title], title))[:limit]
        entries = Entry.objects.using(self.alias).in_bulk([newest[title] for title in best])
        return [document_of(entries[newest[title]]) for title in best]

    def rebuild(self, documents: Iterable[SearchDocument]) -> None:
        before = set(Entry.objects.values_list("key", flat=True))
        waiting = iter(documents)
        while batch := list(islice(waiting, BATCH)):
            self.put(batch)
            before.difference_update(document.key for document in batch)
        self.remove(before)

    def inventory(self, consultation: int | None) -> dict[str, str]:
        held = Entry.objects.filter(consultation=consultation)
        return dict(held.values_list("key", "digest"))

    def consultations(self, words: str = "") -> set[int]:
        terms = terms_of(words)
        held = entries_with(terms) if terms else Entry.objects.all()
        found = held.using(self.alias).values_list("consultation", flat=True)
        return {pk for pk in found.distinct() if pk}


def put_batch(documents: list[SearchDocument]) -> None:
    with writing():
        write_entries(documents)


def write_entries(documents: list[SearchDocument]) -> None:
    Entry.objects.bulk_create(
        [Entry(**asdict(document), digest=document.digest) for document in documents],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=[*(name for name in COLUMNS if name != "key"), "digest"],
    )
    by_key = {document.key: document for document in documents}
    rows = Entry.objects.filter(key__in=by_key).values_list("pk", "key")
    store([(pk, grams_by_field(by_key[key])) for pk, key in rows])


def grams_by_field(document: SearchDocument) -> list[list[str]]:
    title, context = ("", document.title) if document.is_part else (document.title, "")
    return limited([title, document.heading, context, document.body], limit=MOST_GRAMS)


def entries_with(terms: tuple[Term, ...]) -> QuerySet[Entry]:
    """All terms somewhere, one of them in the document's own words."""
    own = Matches(terms, fields=OWN, any_of=True)
    return (
        Entry.objects.filter(own, Matches(terms)) if len(terms) > 1 else Entry.objects.filter(own)
    )


def conditions_of(query: Query) -> Q:
    condition = Q()
    if query.kind:
        condition &= Q(kind=query.kind)
    if query.department is not None:
        condition &= Q(department=query.department)
    if query.year is not None:
        condition &= Q(year=query.year)
    if query.consultations is not None:
        condition &= Q(consultation__in=query.consultations)
    return condition


def ranked(entries: QuerySet[Entry], query: Query) -> QuerySet[Entry]:
    if query.newest_first:
        return entries.order_by("-published_at", "key")
    tier = Case(
        When(Matches(query.terms, fields=FIELDS[:1]), then=Value(0)),
        When(Matches(query.terms, fields=FIELDS[:3]), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return entries.order_by(tier, "-published_at", "key")


def facets_of(rows: list[tuple[Any, ...]], query: Query) -> dict[str, dict[str | int, int]]:
    """For each facet the hits under the other conditions, by value."""
    wanted: list[Any] = [
        {query.kind} if query.kind else None,
        {query.department} if query.department is not None else None,
        {query.year} if query.year is not None else None,
        set(query.consultations) if query.consultations is not None else None,
    ]
    facets = {}
    for index, name in enumerate(FACETS):
        others = [
            (at, values) for at, values in enumerate(wanted) if values is not None and at != index
        ]
        counts = Counter(
            row[index] for row in rows if all(row[at] in values for at, values in others)
        )
        counts.pop(None, None)
        facets[name] = dict(counts)
    return facets


def document_of(entry: Entry) -> SearchDocument:
    return SearchDocument(**{name: getattr(entry, name) for name in COLUMNS})
