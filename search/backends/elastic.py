"""The index in Elasticsearch: a copy of the database's, quicker where there is very much to find.

An alias names the index that answers. A second marks one that is being built beside it, and what
is written then goes to both; a third keeps the one before, to go back to.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, UnsupportedProductError
from elasticsearch.dsl import A, Index, Search
from elasticsearch.dsl.query import Bool
from elasticsearch.helpers import bulk, scan

from consultation.terms import terms_of
from search.backends.asking import conditions_of, every_term, likeness, of_consultation, ranked
from search.backends.base import COUNTED_TO, FACETS, Result, Unanswered, hit_of
from search.backends.indexed import Indexed, document_in, source_of
from search.documents import SearchDocument
from search.query import Query as Asked

ANSWER, WRITE = 0.5, 20  # seconds
DEEPEST = 10_000  # hits in one answer, and values of a facet
MOST_CONSULTATIONS = 60_000
ABANDONED = timedelta(hours=1)
FAILURES = (ApiError, TransportError, UnsupportedProductError)


@contextmanager
def answered(*senseless: type[Exception]) -> Iterator[None]:
    """`senseless` are what an answer raises that is none."""
    try:
        yield
    except senseless + FAILURES as error:
        raise Unanswered(f"{type(error).__name__} {getattr(error, 'status_code', '')}") from error


class ElasticBackend:
    """`name` begins the names of its indexes, so that sites can share a server; with `index` it
    is that one alone. `answer` is how many seconds a reader waits.

    Raises `Unanswered`, also as long as nothing was built; and `BulkIndexError` when the server
    refuses single documents.
    """

    def __init__(self, url: str, name: str, *, answer: float = ANSWER, index: str = "") -> None:
        self.url, self.name, self.answer, self.index = url, name, answer, index
        client = Elasticsearch(url, max_retries=0, retry_on_timeout=False)
        self.reader = client.options(request_timeout=answer)
        self.writer = client.options(request_timeout=WRITE)
        self.every = f"{name}.documents-*"
        self.live, self.next, self.previous = (
            f"{name}.{alias}" for alias in ("live", "building", "previous")
        )

    @answered()
    def put(self, documents: Iterable[SearchDocument]) -> None:
        targets = self.targets()
        actions = (
            {"_index": target, "_id": document.key, "_source": source}
            for document in documents
            for source in [source_of(document)]
            for target in targets
        )
        bulk(self.writer, actions, max_chunk_bytes=8_000_000)
        self.writer.indices.refresh(index=targets)

    @answered()
    def remove(self, keys: Iterable[str]) -> None:
        targets = self.targets()
        actions = (
            {"_op_type": "delete", "_index": target, "_id": key}
            for key in keys
            for target in targets
        )
        bulk(self.writer, actions, ignore_status=404)
        self.writer.indices.refresh(index=targets)

    @answered(LookupError, TypeError, ValueError)
    def find(self, query: Asked) -> Result:
        if not query.terms:
            return Result(facets={name: {} for name in FACETS})
        conditions = conditions_of(query)
        within_reach = query.offset + query.limit <= DEEPEST
        search = (
            ranked(self.search(), query)
            .post_filter(Bool(filter=list(conditions.values())))
            .source(["document"])
            .extra(
                from_=query.offset if within_reach else 0,
                size=query.limit if within_reach else 0,
                track_total_hits=COUNTED_TO + 1,
            )
        )
        for name in FACETS:
            others = [condition for other, condition in conditions.items() if other != name]
            values = A("terms", field=name, size=DEEPEST)
            search.aggs.bucket(name, "filter", filter=Bool(filter=others)).bucket("values", values)
        found = search.execute().to_dict()
        total = found["hits"]["total"]["value"]
        return Result(
            hits=tuple(
                hit_of(document_in(hit["_source"]), query.terms) for hit in found["hits"]["hits"]
            ),
            total=min(total, COUNTED_TO),
            is_capped=total > COUNTED_TO,
            facets={name: counts_in(found["aggregations"][name]["values"]) for name in FACETS},
        )

    @answered(LookupError, TypeError, ValueError)
    def suggest(self, words: str, *, limit: int = 5) -> list[SearchDocument]:
        alike = likeness(words)
        if not alike:
            return []
        search = (
            self.search()
            .query(Bool(should=alike))
            .sort("_score", "title", "-published_at", "key")
            .extra(collapse={"field": "title"}, size=limit, track_total_hits=False)
            .source(["document"])
        )
        found = search.execute().to_dict()
        return [document_in(hit["_source"]) for hit in found["hits"]["hits"]]

    def rebuild(self, documents: Iterable[SearchDocument]) -> None:
        with self.building() as beside:
            beside.put(documents)

    @answered()
    def inventory(self, consultation: int | None) -> dict[str, str]:
        self.writer.indices.refresh(index=self.index or self.live)
        query = {"query": of_consultation(consultation).to_dict(), "_source": ["digest"]}
        hits = scan(self.writer, query=query, index=self.index or self.live, size=2_000)
        return {hit["_id"]: hit["_source"]["digest"] for hit in hits}

    @answered(LookupError, TypeError, ValueError)
    def consultations(self, words: str = "") -> set[int]:
        terms = terms_of(words)
        search = self.search().extra(size=0, track_total_hits=False)
        if terms:
            search = search.query(Bool(filter=every_term(terms)))
        search.aggs.bucket("held", "terms", field="consultation", size=MOST_CONSULTATIONS)
        return set(counts_in(search.execute().to_dict()["aggregations"]["held"]))

    def search(self) -> Search[Any]:
        """Half an answer is none: the database's is whole."""
        return Search(using=self.reader, index=self.index or self.live).params(
            allow_partial_search_results=False
        )

    def targets(self) -> list[str]:
        """Where to write: the live index and each that is being built; asked as briefly as a
        reader asks, so that a server that hangs is noticed soon.
        """
        if self.index:
            return [self.index]
        held = self.reader.indices.get_alias(index=self.every).body
        targets = [name for name in held if {self.live, self.next} & set(held[name]["aliases"])]
        if not any(self.live in held[name]["aliases"] for name in targets):
            self.reader.indices.get(index=self.live)  # says itself what is missing
        return targets

    @answered()
    def is_built(self) -> bool:
        """Whether there is an index, or somebody builds one."""
        since = datetime.now(UTC) - ABANDONED
        found = self.reader.indices.get(index=self.every, features=["aliases", "settings"]).body
        return any(
            self.live in index["aliases"] or (self.next in index["aliases"] and made(index) > since)
            for index in found.values()
        )

    @contextmanager
    def building(self) -> Iterator["ElasticBackend"]:
        """A new index that takes the live one's place when the block ends well.

        Until then the live one answers, and whatever is written goes to both.
        """
        index = self.create()
        try:
            yield ElasticBackend(self.url, self.name, answer=WRITE, index=index)
            self.go_live(index)
        except BaseException:
            with suppress(ApiError, TransportError):
                self.writer.indices.delete(index=index, ignore_unavailable=True)
            raise

    @answered()
    def create(self) -> str:
        index = f"{self.every[:-1]}{uuid4().hex}"
        new = Index(index, using=self.writer)
        new.document(Indexed)
        new.settings(number_of_shards=1, auto_expand_replicas="0-1", max_result_window=DEEPEST)
        new.aliases(**{self.next: {}})
        new.create()
        return index

    @answered()
    def go_live(self, index: str) -> None:
        """Let the index answer from now on, keep the one before, drop what is older."""
        held = self.writer.indices.get_alias(index=self.every).body
        before = [name for name in held if self.live in held[name]["aliases"] and name != index]
        gone = [
            {"remove": {"index": self.every, "alias": alias, "must_exist": False}}
            for alias in (self.live, self.previous)
        ]
        kept = [{"add": {"index": name, "alias": self.previous}} for name in before]
        self.writer.indices.update_aliases(
            actions=[
                {"remove": {"index": index, "alias": self.next, "must_exist": False}},
                *gone,
                *kept,
                {"add": {"index": index, "alias": self.live}},
            ]
        )
        self.drop_older()

    @answered()
    def go_back(self) -> None:
        """Let the index before answer again; the present one is kept in its stead."""
        (index,) = self.writer.indices.get_alias(name=self.previous).body
        self.go_live(index)

    def drop_older(self) -> None:
        """Delete what neither answers, nor is kept, nor is being built."""
        since = datetime.now(UTC) - ABANDONED
        found = self.writer.indices.get(index=self.every, features=["aliases", "settings"]).body
        for name, index in found.items():
            being_built = self.next in index["aliases"] and made(index) > since
            if not ({self.live, self.previous} & set(index["aliases"]) or being_built):
                self.writer.indices.delete(index=name, ignore_unavailable=True)


def made(index: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(int(index["settings"]["index"]["creation_date"]) / 1000, UTC)


def counts_in(aggregation: dict[str, Any]) -> dict[Any, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in aggregation["buckets"]}
