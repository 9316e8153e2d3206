"""Matching in the database: one expression, SQLite's FTS5 and PostgreSQL's tsvector beneath it.

Fields of the index, in order of weight: the title of a whole page, the heading of a part, the
title of the page a part belongs to (context), the body.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression
from django.db.models.sql.compiler import SQLCompiler

from search.query import Term

FIELDS = ("title", "heading", "context", "body")
OWN = ("title", "heading", "body")
WEIGHTS = dict(zip(FIELDS, "ABCD", strict=True))
Sql = tuple[str, list[Any]]


class Matches(Expression):
    """Whether an entry holds the terms in `fields`: all of them, or with `any_of` at least one."""

    output_field = BooleanField()
    conditional = True

    def __init__(
        self, terms: Sequence[Term], *, fields: Sequence[str] = FIELDS, any_of: bool = False
    ) -> None:
        super().__init__()
        self.terms, self.fields, self.any_of = tuple(terms), tuple(fields), any_of

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        phrases = [
            '"' + " ".join(term.grams) + '"' + (" *" if term.is_prefix else "")
            for term in self.terms
        ]
        together = (" OR " if self.any_of else " AND ").join(phrases)
        return (
            "search_entry.id IN (SELECT rowid FROM search_grams WHERE search_grams MATCH %s)",
            [f"{{{' '.join(self.fields)}}} : ({together})"],
        )

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        weights = "".join(WEIGHTS[field] for field in self.fields)
        together = (" | " if self.any_of else " & ").join(
            f"({phrase(term, weights)})" for term in self.terms
        )
        return "search_entry.grams @@ %s::tsquery", [together]


def phrase(term: Term, weights: str) -> str:
    """A tsquery; grams hold letters and digits only, so that quoting needs no escapes."""
    *earlier, last = term.grams
    star = "*" if term.is_prefix else ""
    return " <-> ".join([*(f"'{gram}':{weights}" for gram in earlier), f"'{last}':{star}{weights}"])


def tsvector(fields: Sequence[Sequence[str]]) -> str:
    """A tsvector literal; a gap of one position keeps a phrase from crossing two fields."""
    places: dict[str, list[str]] = {}
    position = 0
    for name, grams in zip(FIELDS, fields, strict=True):
        for gram in grams:
            position += 1
            places.setdefault(gram, []).append(f"{position}{WEIGHTS[name]}")
        position += 1
    return " ".join(f"'{gram}':{','.join(at)}" for gram, at in places.items())


def store(rows: Iterable[tuple[int, Sequence[Sequence[str]]]]) -> None:
    """Set the grams of entries: (key of the row, grams of each of `FIELDS`)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            values: list[tuple[int | str, ...]] = [
                (pk, *(" ".join(grams) for grams in fields)) for pk, fields in rows
            ]
            cursor.executemany("DELETE FROM search_grams WHERE rowid = %s", [v[:1] for v in values])
            cursor.executemany(
                "INSERT INTO search_grams (rowid, title, heading, context, body)"
                " VALUES (%s, %s, %s, %s, %s)",
                values,
            )
        else:
            cursor.executemany(
                "UPDATE search_entry SET grams = %s::tsvector WHERE id = %s",
                [(tsvector(fields), pk) for pk, fields in rows],
            )
