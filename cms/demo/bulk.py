"""Many rows at once, under the same constraints as any others: COPY on PostgreSQL."""

from collections.abc import Iterator, Sequence
from itertools import count
from operator import attrgetter
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Field, JSONField, Max, Model


def numbers(model: type[Model]) -> "count[int]":
    """Primary keys that nobody has, for rows that refer to one another before they are written.

    They are for one writer alone; a second one at the same time is refused by the database.
    """
    return count((model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1)


def insert(rows: Sequence[Model]) -> None:
    """Write unsaved rows of one model in the caller's transaction; a row without key gets one."""
    if not rows:
        return
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if field is not meta.pk or rows[0].pk]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(meta.db_table)
    values = values_of(rows, fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
            ):
                for one in values:
                    copy.write_row(one)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 — the model's names
                list(values),
            )


def values_of(rows: Sequence[Model], fields: Sequence[Field]) -> Iterator[list[Any]]:  # type: ignore[type-arg]
    """The columns of each row. psycopg itself prepares whatever is not JSON."""
    prepared = [
        (place, field)
        for place, field in enumerate(fields)
        if connection.vendor != "postgresql" or isinstance(field, JSONField)
    ]
    read = attrgetter(*[field.attname for field in fields])
    for row in rows:
        values = list(read(row))
        for place, field in prepared:
            values[place] = field.get_db_prep_save(values[place], connection)
        yield values


def settle(models: Sequence[type[Model]], filled: Sequence[type[Model]]) -> None:
    """Let the database number on from the keys that were given to `models`, and plan for what is
    now in those that were `filled`; left alone it would look minutes later.
    """
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        for model in filled:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
