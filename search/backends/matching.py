"""Matching in the database: one expression, SQLite's FTS5 and PostgreSQL's tsvector beneath it.

Fields of the index: the title of a whole page, the heading of a part, the title of the page a
part belongs to (context), the body. Each is a column, so that neither engine has to read the
positions in a long body to tell a match in a title.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression
from django.db.models.sql.compiler import SQLCompiler

from consultation.terms import Term

FIELDS = ("title", "heading", "context", "body")
OWN = ("title", "heading", "body")
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
        anywhere = " OR ".join(
            f"search_entry.{field}_grams @@ %s::tsquery" for field in self.fields
        )
        sql = (" OR " if self.any_of else " AND ").join(f"({anywhere})" for term in self.terms)
        return f"({sql})", [tsquery(term) for term in self.terms for field in self.fields]


def tsquery(term: Term) -> str:
    """Grams hold letters and digits only, so that quoting needs no escapes."""
    phrase = " <-> ".join(f"'{gram}'" for gram in term.grams)
    return f"{phrase}:*" if term.is_prefix else phrase


def tsvector(grams: Sequence[str]) -> str:
    places: dict[str, list[str]] = {}
    for position, gram in enumerate(grams, start=1):
        places.setdefault(gram, []).append(str(position))
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
                "UPDATE search_entry SET title_grams = %s::tsvector, heading_grams = %s::tsvector,"
                " context_grams = %s::tsvector, body_grams = %s::tsvector WHERE id = %s",
                [(*map(tsvector, fields), pk) for pk, fields in rows],
            )
