"""Comments and what hangs on them as tables that PostgreSQL divides by consultation.

Models and code stay as they are. In the database every unique key of a divided table begins with
the consultation, and so do the foreign keys between divided tables. What no part can promise
alone, that a number is given once in all consultations, is promised by an undivided table of keys
beside it, which a trigger keeps; whatever knows no consultation refers to that.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from feedback.models import Attachment, Comment, Finding, Point, Respondent

DIVIDED = tuple(model._meta.db_table for model in (Comment, Respondent, Finding, Attachment, Point))
NUMBERS = {
    Comment._meta.db_table: {"id": "bigint", "receipt_number": "text", "register_number": "bigint"},
    Point._meta.db_table: {"id": "bigint"},
}
"""What is unique among all consultations, by table."""
OWNER = "consultation_id"


class UnableToDivide(Exception):
    """One sentence that says what is in the way."""


@dataclass(frozen=True)
class Key:
    """A foreign key as it stands; `columns` refer to `id` of `target`, or to other columns."""

    table: str
    name: str
    columns: list[str]
    target: str
    definition: str


def divide(parts: int) -> list[str]:
    """Divide all tables into `parts` by a hash of the consultation, in one transaction.

    Nobody reads or writes them meanwhile. Returns their names.
    """
    if connection.vendor != "postgresql":
        raise UnableToDivide("Only PostgreSQL divides tables.")
    with transaction.atomic():
        run("SET LOCAL statement_timeout = 0")
        run(f"LOCK TABLE {', '.join(DIVIDED)} IN ACCESS EXCLUSIVE MODE")
        if rows("SELECT 1 FROM pg_partitioned_table WHERE partrelid = %s::regclass", DIVIDED[0]):
            raise UnableToDivide("The comments are divided already.")
        keys = foreign_keys()
        for key in keys:
            run(f"ALTER TABLE {key.table} DROP CONSTRAINT {key.name}")
        for table in DIVIDED:
            rebuild(table, parts)
        for table, numbers in NUMBERS.items():
            keep_numbers(table, numbers)
        for key in keys:
            tie(key)
    for table in DIVIDED:
        run(f"ANALYZE {table}")
    return list(DIVIDED)


def foreign_keys() -> list[Key]:
    """Those of the tables, and those that refer to them."""
    found = rows(
        "SELECT conrelid::regclass::text, conname, ARRAY(SELECT attname::text FROM pg_attribute"
        " WHERE attrelid = conrelid AND attnum = ANY(conkey)), confrelid::regclass::text,"
        " pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
        " AND (conrelid::regclass::text = ANY(%s) OR confrelid::regclass::text = ANY(%s))"
        " ORDER BY conrelid::regclass::text, conname",
        list(DIVIDED),
        list(DIVIDED),
    )
    return [Key(*row) for row in found]


def rebuild(table: str, parts: int) -> None:
    """The same rows, checks and indexes in a divided table; without foreign keys."""
    old = f"{table}_undivided"
    indexes = rows(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisunique,"
        " ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS place(number, nth)"
        " JOIN pg_attribute ON attrelid = indrelid AND attnum = number ORDER BY nth)"
        " FROM pg_index WHERE indrelid = %s::regclass",
        table,
    )
    ((sequence,),) = rows("SELECT pg_get_serial_sequence(%s, 'id')", table)
    ((next_id,),) = rows(f"SELECT last_value + is_called::int FROM {sequence}")
    run(f"ALTER TABLE {table} RENAME TO {old}")
    run(
        f"CREATE TABLE {table} (LIKE {old} INCLUDING DEFAULTS INCLUDING CONSTRAINTS"
        f" INCLUDING GENERATED INCLUDING STORAGE) PARTITION BY HASH ({OWNER})"
    )
    for part in range(parts):
        run(
            f"CREATE TABLE {table}_{part} PARTITION OF {table}"
            f" FOR VALUES WITH (MODULUS {parts}, REMAINDER {part})"
        )
    run(f"INSERT INTO {table} SELECT * FROM {old}")
    run(f"DROP TABLE {old}")
    run(f"CREATE SEQUENCE {sequence} AS bigint START {next_id} OWNED BY {table}.id")
    run(f"ALTER TABLE {table} ALTER COLUMN id SET DEFAULT nextval('{sequence}')")
    run(f"ALTER TABLE {table} ADD PRIMARY KEY ({OWNER}, id)")
    for name, definition, is_unique, columns in indexes:
        if not is_unique:
            run(definition)
        else:
            index_anew(table, name, columns)


def index_anew(table: str, name: str, columns: list[str]) -> None:
    """A unique key with the consultation before it, and to find a row by it alone, an index."""
    if len(columns) == 1:
        run(f"CREATE INDEX {table}_by_{columns[0]} ON {table} ({columns[0]})")
    if columns != ["id"] and columns[0] not in NUMBERS.get(table, ()):
        run(f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE ({OWNER}, {', '.join(columns)})")


def keep_numbers(table: str, numbers: dict[str, str]) -> None:
    """The undivided table of keys, and the trigger that keeps it."""
    beside, names = f"{table}_key", ", ".join(numbers)
    columns = ", ".join(f"{name} {kind} UNIQUE" for name, kind in numbers.items())
    run(f"CREATE TABLE {beside} ({columns}, {OWNER} bigint NOT NULL, PRIMARY KEY (id))")
    run(f"INSERT INTO {beside} ({names}, {OWNER}) SELECT {names}, {OWNER} FROM {table}")
    given = ", ".join(f"NEW.{name}" for name in numbers)
    changed = ", ".join(f"{name} = NEW.{name}" for name in numbers)
    run(f"""
        CREATE FUNCTION {beside}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'TRUNCATE' THEN
                DELETE FROM {beside};
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO {beside} ({names}, {OWNER}) VALUES ({given}, NEW.{OWNER});
            ELSIF TG_OP = 'UPDATE' THEN
                UPDATE {beside} SET {changed} WHERE id = OLD.id;
            ELSE
                DELETE FROM {beside} WHERE id = OLD.id;
            END IF;
            RETURN NULL;
        END $$
    """)
    run(
        f"CREATE TRIGGER {beside} AFTER INSERT OR DELETE OR UPDATE OF {names} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {beside}()"
    )
    run(
        f"CREATE TRIGGER {beside}_emptied AFTER TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {beside}()"
    )


def tie(key: Key) -> None:
    """A foreign key as it was; to a divided table with the consultation, or to its keys."""
    definition = key.definition
    if key.target in DIVIDED:
        (column,) = key.columns
        if rows(
            "SELECT 1 FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s",
            key.table, OWNER,
        ):  # fmt: skip
            between = f"({OWNER}, {column}) REFERENCES {key.target} ({OWNER}, id)"
        else:
            between = f"({column}) REFERENCES {key.target}_key (id)"
        definition = f"FOREIGN KEY {between} DEFERRABLE INITIALLY DEFERRED"
    run(f"ALTER TABLE {key.table} ADD CONSTRAINT {key.name} {definition}")


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def rows(sql: str, *parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[Any] = cursor.fetchall()
        return found
