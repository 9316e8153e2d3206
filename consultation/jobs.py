"""Long work with a bar, a result and a cancel button: started in a request, done by the drainer.

`settings.JOBS` maps kinds to dotted paths of functions `work(*, job, at, **arguments)` that
return a `Result` or None. Work may be done twice, when whoever did it was killed: it must not
leave anything behind but its result. It runs outside a transaction.
"""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from consultation import audit, clock, outbox, permissions
from consultation.enums import Role
from consultation.errors import Conflict, DomainError
from consultation.models import Consultation, Job
from consultation.transactions import writing

TRIES = 3
BEAT = 15.0
SILENT = timedelta(minutes=1)
KEPT = timedelta(days=7)
logger = logging.getLogger(__name__)


class Stopped(Exception):
    """The job was cancelled or given to somebody else; work ends by letting this through."""


@dataclass(frozen=True)
class Result:
    """An open binary file, the name it is saved under by the reader, and its content type."""

    file: IO[bytes]
    name: str
    content_type: str


def start(
    *,
    kind: str,
    title: str,
    by: Any,
    at: datetime,
    consultation: Consultation | None = None,
    **arguments: Any,
) -> Job:
    """Ask for work; the caller has tested that `by` may. `title` stands on the screen."""
    with writing():
        job = Job.objects.create(
            kind=kind, title=title[:200], arguments=arguments, consultation=consultation,
            asked_at=at, asked_by=by,
        )  # fmt: skip
        outbox.write(topic="job.run", at=at, job=job.pk)
        audit.record(
            verb="job.start", by=by, at=at, consultation=consultation, subject=job, kind=kind
        )
    return job


def progress(*, job: Job, done: int, total: int | None = None) -> None:
    """Tell how far the work is; raises `Stopped` when it is no longer wanted from this worker."""
    with writing():
        if not mine(job).update(done=done, total=job.total if total is None else total):
            raise Stopped
    job.done, job.total = done, job.total if total is None else total


def finish(*, job: Job, at: datetime, result: Result | None = None) -> None:
    """Keep the result and end the job; raises `Stopped`, keeping nothing, as `progress` does."""
    fields: dict[str, Any] = {"finished_at": at}
    if result:
        stored = f"{job.pk}-{secrets.token_hex(8)}{Path(result.name).suffix}"
        job.file.save(stored, File(result.file), save=False)
        fields |= {
            "file": job.file.name,
            "file_name": result.name[:200],
            "file_type": result.content_type,
        }
    with writing():
        ended = mine(job).update(**fields)
    if not ended:
        job.file.delete(save=False)
        raise Stopped


def fail(*, job: Job, at: datetime, reason: str) -> bool:
    """End the job with a sentence for the screen; False when it had ended already."""
    with writing():
        return bool(mine(job).update(failed_at=at, error=reason[:300]))


def cancel(*, job: Job, by: Any, at: datetime) -> None:
    """By whoever asked for it, or the office; the work ends at its next report of progress."""
    permissions.require(may_see(by, job, at))
    with writing():
        if not Job.objects.unended().filter(pk=job.pk).update(cancelled_at=at, cancelled_by=by):
            raise Conflict(_("This work has already ended."))
        audit.record(
            verb="job.cancel", by=by, at=at, consultation=job.consultation, subject=job
        )  # fmt: skip


def may_see(user: Any, job: Job, at: datetime) -> bool:
    """Whoever asked for it, and the office."""
    return job.asked_by_id == user.pk or permissions.is_office(user, at)


def may_take(user: Any, job: Job, at: datetime) -> bool:
    """The result may hold what only its asker may read; those without a role get nothing."""
    return job.asked_by_id == user.pk and permissions.holds(user, at, list(Role))


def mine(job: Job) -> Any:
    """The row, while nobody ended the job or took it over from this worker."""
    return Job.objects.unended().filter(pk=job.pk, tries=job.tries)


@outbox.commits_by_itself
def run(*, at: datetime, job: int) -> None:
    """Consumer of `job.run`: do the work if nobody else is at it, and end it in words.

    A refusal of the domain ends it at once; any other failure is tried again, three times in all.
    """
    taken = take(job, at)
    if taken is None:
        return
    try:
        with showing_life(taken):
            work = import_string(settings.JOBS[taken.kind])
            result = work(job=taken, at=at, **taken.arguments)
        finish(job=taken, at=clock.now(), result=result)
    except Stopped:
        logger.info("job %s was stopped", taken.pk)
    except DomainError as refusal:
        fail(job=taken, at=clock.now(), reason=str(refusal))
    except Exception as error:
        if taken.tries < TRIES:
            mine(taken).update(seen_at=None)
            raise
        logger.exception("job %s failed", taken.pk)
        reason = _("It failed %(tries)d times, the last time with: %(error)s")
        words = reason % {"tries": TRIES, "error": type(error).__name__}
        fail(job=taken, at=clock.now(), reason=words)


def take(pk: int, at: datetime) -> Job | None:
    """Claim a job that nobody is at, or whose worker fell silent; None for any other."""
    with writing():
        free = Job.objects.unended().filter(Q(seen_at=None) | Q(seen_at__lt=at - SILENT), pk=pk)
        if not free.update(
            seen_at=at, begun_at=Coalesce("begun_at", at), tries=F("tries") + 1, done=0
        ):
            return None
    taken = Job.objects.select_related("asked_by", "consultation").get(pk=pk)
    if taken.tries > TRIES:
        fail(job=taken, at=at, reason=str(_("Whoever did the work was lost three times.")))
        return None
    return taken


@contextmanager
def showing_life(job: Job) -> Iterator[None]:
    """Mark the job as alive while the block runs, however long its steps are."""
    over = Event()

    def beat() -> None:
        try:
            while not over.wait(BEAT):
                with writing():
                    mine(job).update(seen_at=clock.now())
        finally:
            connection.close()

    thread = Thread(target=beat, name=f"job-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)


def revive(*, at: datetime) -> int:
    """Periodic: jobs whose worker fell silent are asked for again; returns how many."""
    silent = Job.objects.unended().filter(seen_at__lt=at - SILENT)
    revived = 0
    for pk in silent.values_list("pk", flat=True):
        with writing():
            if silent.filter(pk=pk).update(seen_at=None):
                outbox.write(topic="job.run", at=at, job=pk)
                revived += 1
    return revived


def forget(*, at: datetime) -> None:
    """Periodic: a week after its end a job goes, and its result with it."""
    for job in Job.objects.ended_before(at - KEPT):
        if job.file:
            job.file.delete(save=False)
        job.delete()
