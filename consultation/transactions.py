"""One write transaction at a time in the embedded process; plain transactions elsewhere.

SQLite lets one writer in at a time; threads that wait in a queue of the process are served in
turn, threads that wait on the file's lock poll and starve.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_turn = threading.RLock()


@contextmanager
def writing_once() -> Iterator[None]:
    """For a single statement, which is a transaction of its own already; embedded, as `writing`."""
    if connection.vendor != "sqlite":
        yield
        return
    with writing():
        yield


@contextmanager
def writing() -> Iterator[None]:
    """An atomic block; embedded, also this process's turn to write."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with _turn, transaction.atomic():
        yield
