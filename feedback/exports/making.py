"""What all makers of files share: the report, its progress, its name."""

import re
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, TypeVar, cast

from django.utils.translation import gettext_lazy as _

from consultation import jobs
from consultation.errors import DomainError
from consultation.models import Job
from feedback.models import Report

STEP = 200
Row = TypeVar("Row")


class UnableToExport(DomainError):
    """The report is not published, or the machine lacks what the format needs."""


def published(pk: int) -> Report:
    reports = Report.objects.select_related("consultation", "proof")
    report = reports.exclude(proof=None).filter(pk=pk).first()
    if report is None:
        raise UnableToExport(_("Only a published report can be exported."))
    return report


def steps(job: Job, rows: Iterable[Row], total: int | None = None) -> Iterator[Row]:
    """The rows, telling how far they are read."""
    for done, row in enumerate(rows):
        if done % STEP == 0:
            jobs.progress(job=job, done=done, total=total)
        yield row


def empty_file() -> IO[bytes]:
    """A file that is gone once it is closed; whoever keeps the result closes it."""
    return cast(IO[bytes], tempfile.TemporaryFile())


def name_of(report: Report) -> str:
    title = re.sub(r'[\\/:*?"<>|\s]+', "", report.title)[:80]
    return title + (f"（第{report.version}版）" if report.version > 1 else "")
