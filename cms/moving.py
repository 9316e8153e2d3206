"""From one SQLite file to a PostgreSQL server: every row, compared afterwards.

Rows travel as text, column by column, and are parsed by PostgreSQL itself; nothing of the models'
own logic runs. Indexes of words differ between the two and are built anew.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import SplitResult

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, transaction

from cms.settings import services

SOURCE, TARGET = "default", "target"
BUILT_ANEW = {"search", "wagtailsearch"}
BATCH = 2000


def open_target(address: SplitResult) -> None:
    """Make the server at `address` known as `TARGET`; statements there may last."""
    described = services.postgres(address)
    del described["OPTIONS"]["options"]
    known = {name: dict(connections.settings[name]) for name in connections.settings}
    connections.settings = connections.configure_settings(known | {TARGET: described})


def models() -> list[Any]:
    """Every model with a table of its own whose rows are moved."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        and model._meta.app_label not in BUILT_ANEW
    ]  # fmt: skip


def is_empty() -> bool:
    return not connections[TARGET].introspection.table_names()


def move() -> dict[str, int]:
    """Copy every row into the migrated target; returns the number of rows by table.

    The source is read in one transaction, in which nobody else writes; the target takes all or
    nothing.
    """
    target = connections[TARGET]
    with transaction.atomic(using=SOURCE), transaction.atomic(using=TARGET):
        tables = ", ".join(target.ops.quote_name(model._meta.db_table) for model in models())
        with target.cursor() as cursor:
            cursor.execute(f"TRUNCATE {tables} CASCADE")  # what migrations wrote comes again
            counts = {model._meta.db_table: copy(model, cursor) for model in models()}
            for statement in target.ops.sequence_reset_sql(no_style(), models()):
                cursor.execute(statement)
    return counts


def copy(model: Any, into: Any) -> int:
    source, target = connections[SOURCE], connections[TARGET]
    fields = model._meta.local_concrete_fields
    kinds = [(field.db_type(target) or "").lower() for field in fields]
    table = model._meta.db_table
    columns = [field.column for field in fields]
    count = 0
    with source.cursor() as cursor:
        cursor.execute(f"SELECT {quoted(source, columns)} FROM {source.ops.quote_name(table)}")  # noqa: S608 — the models' own names
        with into.copy(
            f"COPY {target.ops.quote_name(table)} ({quoted(target, columns)}) FROM STDIN"
        ) as rows:
            while batch := cursor.fetchmany(BATCH):
                for row in batch:
                    rows.write_row(
                        [as_text(value, kind) for value, kind in zip(row, kinds, strict=True)]
                    )
                count += len(batch)
    return count


def quoted(connection: Any, columns: list[str]) -> str:
    return ", ".join(connection.ops.quote_name(column) for column in columns)


def as_text(value: Any, kind: str) -> Any:
    """A value as SQLite keeps it, so that PostgreSQL reads the same."""
    if value is None:
        return None
    if kind == "boolean":
        return bool(value)
    if kind == "timestamp with time zone":
        return f"{value}+00"
    if kind == "interval":
        return timedelta(microseconds=value)
    return value


def differences() -> list[str]:
    """Tables whose rows, read through the models, are not the same on both sides."""
    return [
        model._meta.db_table for model in models() if digest(model, SOURCE) != digest(model, TARGET)
    ]


def digest(model: Any, alias: str) -> str:
    found = hashlib.sha256()
    for row in rows_of(model, alias):
        found.update(json.dumps(row, default=plain, sort_keys=True).encode())
    return found.hexdigest()


def rows_of(model: Any, alias: str) -> Iterator[Any]:
    names = [field.attname for field in model._meta.local_concrete_fields]
    rows = model._base_manager.using(alias).order_by(model._meta.pk.attname)
    yield from rows.values_list(*names).iterator(BATCH)


def plain(value: Any) -> Any:
    return value.get_prep_value() if hasattr(value, "get_prep_value") else str(value)
