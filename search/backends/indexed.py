"""A document as Elasticsearch holds it: words to match, facts to filter by, and itself to return.

The words are indexed folded, so that both backends compare the same characters: the analysis is
made of Elasticsearch's own parts for Chinese, Japanese and Korean, and needs no plugin.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from elasticsearch.dsl import (
    DateNanos,
    Document,
    InnerDoc,
    Keyword,
    Long,
    MetaField,
    Object,
    Short,
    Text,
    analyzer,
    token_filter,
)
from elasticsearch.dsl.query import MatchPhrase, Query

from consultation.grams import grams_of_run, runs_of
from consultation.terms import Term
from search.backends.matching import FIELDS
from search.documents import SearchDocument

Run = tuple[str, bool]
# Stands between two runs of Han characters, which no phrase may join; folding never leaves it
BREAK = "ß"
LATIN = ["cjk_width", "lowercase"]
pairs = analyzer(
    "pairs",
    tokenizer="standard",
    filter=[*LATIN, token_filter("han_pairs", "cjk_bigram", ignored_scripts=["hangul"])],
)
singles = analyzer(
    "pairs_and_singles",
    tokenizer="standard",
    filter=[
        *LATIN,
        token_filter(
            "han_pairs_and_singles",
            "cjk_bigram",
            ignored_scripts=["hangul"],
            output_unigrams=True,
        ),
    ],
)


def words() -> Text:
    """Pairs of neighbours; in the subfield also each character alone, at the same position."""
    single = Text(analyzer=singles, search_analyzer="whitespace", norms=False)
    return Text(analyzer=pairs, norms=False, fields={"single": single})


class Words(InnerDoc):
    title = words()
    heading = words()
    context = words()
    body = words()


class Indexed(Document):
    """`title` is that of a whole page, for suggestions; `document` is given back as it came."""

    words = Object(Words)
    title = Keyword()
    kind = Keyword()
    consultation = Long()
    department = Long()
    year = Short()
    published_at = DateNanos()
    key = Keyword()
    digest = Keyword(index=False, doc_values=False)
    document = Object(enabled=False)

    class Meta:
        dynamic = MetaField("strict")
        source = MetaField(excludes=["words"])


def source_of(document: SearchDocument) -> dict[str, Any]:
    own, context = ("", document.title) if document.is_part else (document.title, "")
    texts = [own, document.heading, context, document.body]
    published_at = document.published_at.isoformat()
    return {
        "words": {
            name: joined([(run.text, run.is_glyphs) for run in runs_of(text)])
            for name, text in zip(FIELDS, texts, strict=True)
        },
        **({"title": own} if own else {}),
        "kind": document.kind,
        "consultation": document.consultation,
        "department": document.department,
        "year": document.year,
        "published_at": published_at,
        "key": document.key,
        "digest": document.digest,
        "document": asdict(document) | {"published_at": published_at},
    }


def document_in(source: dict[str, Any]) -> SearchDocument:
    fields = source["document"]
    published_at = datetime.fromisoformat(fields["published_at"])
    return SearchDocument(**{**fields, "published_at": published_at})


def joined(runs: Sequence[Run]) -> str:
    """Runs as the analysis takes them apart again."""
    return " ".join(fenced(runs, lambda run: [run[0]]))


def fenced(runs: Sequence[Run], split: Callable[[Run], list[str]]) -> list[str]:
    result: list[str] = []
    for index, run in enumerate(runs):
        if index and run[1] and runs[index - 1][1]:
            result.append(BREAK)
        result.extend(split(run))
    return result


def standing_in(field: str, term: Term) -> Query:
    """That the term stands in the field.

    A single Han character where a term begins or ends may be half of a pair in the text, so that
    such a term is looked for among the single characters.
    """
    last, ends_in_glyphs = term.runs[-1]
    if not any(is_glyphs and len(text) == 1 for text, is_glyphs in (term.runs[0], term.runs[-1])):
        return MatchPhrase(f"words.{field}", {"query": joined(term.runs)})
    grams = fenced(term.runs, lambda run: grams_of_run(run[0], is_glyphs=run[1]))
    if ends_in_glyphs and len(last) > 1:
        grams.pop()
    return MatchPhrase(f"words.{field}.single", {"query": " ".join(grams)})
