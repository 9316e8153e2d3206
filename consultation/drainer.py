"""The embedded drainer: a thread of the server for what happens after a commit.

It relays the outbox, seals audit events and runs the periodic jobs of `settings.PERIODIC_JOBS`,
each a dotted path of a function `job(*, at)`. A failure is logged and never stops the loop.
"""

import logging
import threading
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils.module_loading import import_string

from consultation import clock, outbox, sealing

SECONDS = 1.0
logger = logging.getLogger(__name__)
_wake = threading.Event()
_stop = threading.Event()
_thread: threading.Thread | None = None


def start() -> None:
    """Start the thread; to be called after a fork, once a process."""
    global _thread
    if _thread is None:
        _stop.clear()
        _thread = threading.Thread(target=loop, name="drainer", daemon=True)
        _thread.start()


def stop() -> None:
    """Ask the thread to end and wait for it briefly."""
    global _thread
    _stop.set()
    _wake.set()
    if _thread is not None:
        _thread.join(timeout=5)
        _thread = None


def nudge() -> None:
    """Wake the thread now instead of within a second. Losing it costs one sweep."""
    _wake.set()


def loop() -> None:
    attempt("seal", sealing.seal_all)
    while not _stop.is_set():
        _wake.wait(SECONDS)
        _wake.clear()
        close_old_connections()
        sweep()
    connections.close_all()


def sweep() -> None:
    """One round of everything; each part fails alone."""
    attempt("relay", lambda: outbox.relay(at=clock.now()))
    attempt("seal", sealing.seal)
    for path in settings.PERIODIC_JOBS:
        attempt(path, partial(run_job, path))


def run_job(path: str) -> None:
    import_string(path)(at=clock.now())


def attempt(name: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:  # the loop must outlive any part of it
        logger.exception("drainer: %s failed", name)
