"""Finding words in comments and points: bigrams in an index of the database."""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, IntegerField, Model, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from consultation.grams import grams_of
from consultation.models import Consultation
from consultation.terms import Term, terms_of
from feedback.models import Comment, Point, PointWords, QueueEntry

INDEXES: dict[type[Model], str] = {
    QueueEntry: "feedback_comment_grams", PointWords: "feedback_point_grams",
}  # fmt: skip
Sql = tuple[str, list[Any]]
MOST_POSITIONS = 16_000
"""PostgreSQL knows no place behind 16,383; in a longer text they begin anew."""


def texts_of_comments(pks: Collection[int]) -> dict[int, Sequence[str]]:
    rows = Comment.objects.filter(pk__in=pks)
    return {
        pk: words for pk, *words in rows.values_list("pk", "receipt_number", "title", "body")
    }  # fmt: skip


def texts_of_points(comments: Collection[int]) -> dict[int, Sequence[str]]:
    rows = Point.objects.standing().filter(comment__in=comments)
    return {pk: words for pk, *words in rows.values_list("pk", "text", "topic")}


class Holding(Expression):
    """Keys of the comments or points whose words hold all terms."""

    output_field = IntegerField()

    def __init__(self, model: type[Model], terms: Sequence[Term]) -> None:
        super().__init__()
        self.model, self.terms = model, tuple(terms)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        table = INDEXES[self.model]
        sql = f"(SELECT rowid FROM {table} WHERE {table} MATCH %s)"  # noqa: S608 — our own name
        return sql, [" AND ".join(map(phrase, self.terms))]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        every = " AND ".join(["grams @@ %s::tsquery"] * len(self.terms))
        table, key = self.model._meta.db_table, key_of(self.model)
        sql = f"(SELECT {key} FROM {table} WHERE {every})"  # noqa: S608 — the model's names
        return sql, [tsquery(term) for term in self.terms]


def comments_with(q: str, consultation: Consultation) -> QuerySet[Any]:
    """Keys of the comments whose words, or those of one of whose points, hold what was typed.

    What the drainer has not read yet is looked through, so that nothing is missed.
    """
    if not (terms := terms_of(q)):
        return Comment.objects.none().values("pk")
    unread = unread_of(consultation)
    own = QueueEntry.objects.filter(pk__in=Holding(QueueEntry, terms))
    points = Point.objects.standing()
    return own.values("pk").union(
        points.filter(pk__in=Holding(PointWords, terms)).values("comment"),
        unread.filter(saying(q, "title", "body", "receipt_number")).values("pk"),
        points.filter(saying(q, "text", "topic"), comment__in=unread).values("comment"),
    )


def points_with(q: str, consultation: Consultation) -> QuerySet[Any]:
    """Keys of the points that hold what was typed, or whose comments' own words do."""
    if not (terms := terms_of(q)):
        return Point.objects.none().values("pk")
    unread = unread_of(consultation)
    points = Point.objects.standing()
    said = unread.filter(saying(q, "title", "body", "receipt_number"))
    return points.filter(pk__in=Holding(PointWords, terms)).values("pk").union(
        points.filter(comment__in=Holding(QueueEntry, terms)).values("pk"),
        points.filter(saying(q, "text", "topic"), comment__in=unread).values("pk"),
        points.filter(comment__in=said).values("pk"),
    )  # fmt: skip


def unread_of(consultation: Consultation) -> QuerySet[Comment]:
    """Comments that came or were changed since the drainer was here."""
    changed = consultation.queue_changes.values("comment")
    new = Comment.objects.filter(register_number=None, consultation=consultation).values("pk")
    return Comment.objects.filter(pk__in=changed.union(new))


def saying(q: str, *names: str) -> Q:
    found = Q()
    for name in names:
        found |= Q(**{f"{name}__icontains": q})
    return found


def key_of(model: type[Model]) -> str:
    return str(model._meta.pk.column)


def phrase(term: Term) -> str:
    return '"' + " ".join(term.grams) + '"' + (" *" if is_open(term) else "")


def tsquery(term: Term) -> str:
    """Grams hold letters and digits only, so that quoting needs no escapes."""
    words = " <-> ".join(f"'{gram}'" for gram in term.grams)
    return f"{words}:*" if is_open(term) else words


def is_open(term: Term) -> bool:
    """Whether the last gram may go on: a single Han character, or a word whose beginning was
    typed.
    """
    return term.is_prefix or not term.runs[-1][1]


def store(model: type[Model], texts: Mapping[int, Sequence[str]]) -> None:
    """Set the words of rows that stand in their table."""
    grams = {pk: list(chain.from_iterable(map(grams_of, fields))) for pk, fields in texts.items()}
    table = INDEXES[model]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(
                f"INSERT OR REPLACE INTO {table} (rowid, grams) VALUES (%s, %s)",  # noqa: S608 — ours
                [(pk, " ".join(some)) for pk, some in grams.items()],
            )
        else:
            cursor.execute(
                f"UPDATE {model._meta.db_table} SET grams = new.grams::tsvector"  # noqa: S608 — the model's
                " FROM unnest(%s::bigint[], %s::text[]) AS new (pk, grams)"
                f" WHERE {key_of(model)} = new.pk",
                [list(grams), list(map(tsvector, grams.values()))],
            )


def tsvector(grams: Sequence[str]) -> str:
    places: dict[str, list[str]] = {}
    for position, gram in enumerate(grams):
        places.setdefault(gram, []).append(str(position % MOST_POSITIONS + 1))
    return " ".join(f"'{gram}':{','.join(at)}" for gram, at in places.items())
