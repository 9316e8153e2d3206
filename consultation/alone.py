"""One at a time among all processes, without waiting: who comes second does nothing."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import DatabaseError, connection


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Whether the block runs alone under `name`; a process that dies gives the place back."""
    with (in_postgres if connection.vendor == "postgresql" else by_file)(name) as is_alone:
        yield is_alone


@contextmanager
def in_postgres(name: str) -> Iterator[bool]:
    """An advisory lock of the session."""
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        (is_alone,) = cursor.fetchone()
    try:
        yield is_alone
    finally:
        if is_alone:
            with suppress(DatabaseError), connection.cursor() as cursor:  # lost with its session
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


@contextmanager
def by_file(name: str) -> Iterator[bool]:
    """A lock on a file beside the database."""
    database = Path(str(connection.settings_dict["NAME"]))
    with database.with_name(f".{database.name}.{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
