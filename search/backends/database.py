"""The index in the site's own database: nothing to install, the same answers on both engines."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q, QuerySet

from consultation.grams import grams_of, limited
from consultation.terms import Term, terms_of
from consultation.transactions import writing
from search.backends.base import COUNTED_TO, FACETS, Result, hit_of
from search.backends.matching import FIELDS, OWN, Matches, store
from search.documents import Kind, SearchDocument
from search.models import Entry
from search.query import Query

MOST_GRAMS = 10_000
SAMPLE = 2_000
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
        sample = list(matching.order_by().values_list(*FACETS)[: SAMPLE + 1])
        is_sampled = len(sample) > SAMPLE
        alike, wanted = Counter(sample[:SAMPLE]), wanted_by(query)
        total = sum(number for row, number in alike.items() if fits(row, wanted))
        if is_sampled and total <= COUNTED_TO:
            total = narrowed.order_by()[: COUNTED_TO + 1].count()
        page = [document_of(entry) for entry in page_of(narrowed, query)]
        return Result(
            hits=tuple(hit_of(document, query.terms) for document in page),
            total=min(total, COUNTED_TO),
            is_capped=total > COUNTED_TO,
            facets=facets_of(alike, wanted),
            is_sampled=is_sampled,
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


def page_of(entries: QuerySet[Entry], query: Query) -> list[Entry]:
    """The page's rows, read whole only when their places are known.

    Each tier is asked for no more than the page still lacks, so that the index of their order
    ends a search for a frequent word early instead of sorting all that hold it.
    """
    end = query.offset + query.limit
    keys: list[int] = []
    for tier in tiers(entries, query):
        if len(keys) < end:
            found = tier.order_by("-published_at", "key").values_list("pk", flat=True)
            keys += found[: end - len(keys)]
    wanted = keys[query.offset : end]
    rows = entries.order_by().in_bulk(wanted)
    return [rows[key] for key in wanted if key in rows]


def tiers(entries: QuerySet[Entry], query: Query) -> list[QuerySet[Entry]]:
    """All terms in the title, all in title and heading, the rest; or all at once by date."""
    if query.newest_first:
        return [entries]
    title, upper = (Matches(query.terms, fields=FIELDS[:number]) for number in (1, 3))
    return [entries.filter(title), entries.filter(upper).exclude(title), entries.exclude(upper)]


def facets_of(
    alike: Mapping[tuple[Any, ...], int], wanted: list[set[Any] | None]
) -> dict[str, dict[str | int, int]]:
    """For each facet the hits under the other conditions, by value; `alike` counts equal rows."""
    facets: dict[str, dict[str | int, int]] = {}
    for index, name in enumerate(FACETS):
        others = [*wanted[:index], None, *wanted[index + 1 :]]
        counts: Counter[Any] = Counter()
        for row, number in alike.items():
            if row[index] is not None and fits(row, others):
                counts[row[index]] += number
        facets[name] = dict(counts)
    return facets


def wanted_by(query: Query) -> list[set[Any] | None]:
    """For each facet the values that a row may have; None for any."""
    return [
        {query.kind} if query.kind else None,
        {query.department} if query.department is not None else None,
        {query.year} if query.year is not None else None,
        set(query.consultations) if query.consultations is not None else None,
    ]


def fits(row: tuple[Any, ...], wanted: list[set[Any] | None]) -> bool:
    return all(values is None or value in values for value, values in zip(row, wanted, strict=True))


def document_of(entry: Entry) -> SearchDocument:
    return SearchDocument(**{name: getattr(entry, name) for name in COLUMNS})
