"""What happens after a commit, and the duties of every second.

Embedded, threads of the server do it, one for each queue of the outbox. Where
`settings.OUTBOX_SENDER` names a function `send(queue)`, they only pass the nudges on to it, and
workers on any machine call the same functions (`consultation.tasks`). A failure is logged and
never stops the next round.
"""

import logging
import threading
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils.module_loading import import_string

from consultation import clock, outbox, sealing
from consultation.alone import alone

SECONDS = 1.0
# Nudges that come closer together than this are one
PAUSE = 0.1
logger = logging.getLogger(__name__)
_stop = threading.Event()
_threads: list[threading.Thread] = []


def start() -> None:
    """Start the threads; to be called after a fork, once a process."""
    if _threads:
        return
    _stop.clear()
    sender = import_string(settings.OUTBOX_SENDER) if settings.OUTBOX_SENDER else None
    for queue in outbox.queues():
        bell = outbox.bells[queue] = threading.Event()
        work = partial(pass_on, sender, queue, bell) if sender else partial(drain, queue, bell)
        thread = threading.Thread(target=work, name=f"drainer-{queue}", daemon=True)
        _threads.append(thread)
        thread.start()


def stop() -> None:
    """Ask the threads to end and wait for them briefly; none is worth a longer wait."""
    _stop.set()
    for bell in outbox.bells.values():
        bell.set()
    for thread in _threads:
        thread.join(timeout=1)
    outbox.bells.clear()
    _threads.clear()


def drain(queue: str, bell: threading.Event) -> None:
    if queue == outbox.QUICK:
        attempt("seal", partial(run_alone, "seal", sealing.seal_all))
    while not _stop.is_set():
        bell.wait(SECONDS)
        bell.clear()
        close_old_connections()
        attempt(queue, partial(relay, queue))
        if queue == outbox.QUICK:
            duties()
        _stop.wait(PAUSE)
    connections.close_all()


def pass_on(sender: Callable[[str], object], queue: str, bell: threading.Event) -> None:
    """Nobody waits for this thread, however long the broker lets it wait."""
    while bell.wait() and not _stop.is_set():
        bell.clear()
        attempt(queue, partial(sender, queue))
        _stop.wait(PAUSE)


def sweep() -> None:
    """One round of everything; each part fails alone."""
    for queue in outbox.queues():
        attempt(queue, partial(relay, queue))
    duties()


def relay(queue: str) -> int:
    return outbox.relay(at=clock.now(), queue=queue)


def duties() -> None:
    """Seal, and run the periodic jobs of `settings.PERIODIC_JOBS`, each `job(*, at)`."""
    attempt("seal", partial(run_alone, "seal", sealing.seal))
    for path in settings.PERIODIC_JOBS:
        attempt(path, partial(run_alone, path, partial(run_job, path)))


def run_alone(name: str, work: Callable[[], object]) -> None:
    with alone(name) as is_alone:
        if is_alone:
            work()


def run_job(path: str) -> None:
    import_string(path)(at=clock.now())


def attempt(name: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:  # the loop must outlive any part of it
        logger.exception("drainer: %s failed", name)
