"""The files of a published report, built once after its publication and kept as they were.

They lie under the digest that the report prints. `complete` is written last: without it nothing
of a folder is handed out, and the next try begins anew.
"""

import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime

from django.core.files import File
from django.core.files.base import ContentFile

from consultation import outbox
from consultation.storage import private
from feedback.exports import opendata
from feedback.models import Report
from feedback.reports import proof

WRITTEN: dict[str, tuple[Callable[[Report], Iterator[str]], str]] = {
    "manifest.json": (proof.manifest, "application/json"),
    "points.json": (opendata.points_json, "application/json"),
    "points.csv": (opendata.points_csv, "text/csv; charset=utf-8"),
}
COMPLETE = "complete"
LINES = 500


@outbox.commits_by_itself
def build(*, at: datetime, report: int) -> None:
    """Consumer: write the files of a report. Reads at constant memory."""
    found = Report.objects.select_related("proof").get(pk=report)
    storage = private()
    if storage.exists(place(found, COMPLETE)):
        return
    for name, (write, _content_type) in WRITTEN.items():
        with tempfile.TemporaryFile() as file:
            for part in gathered(write(found)):
                file.write(part)
            file.seek(0)
            storage.delete(place(found, name))
            storage.save(place(found, name), File(file))
    storage.save(place(found, COMPLETE), ContentFile(b"1"))


def opened(report: Report, name: str) -> File | None:  # type: ignore[type-arg]
    """The file as it was published; None while it is not built."""
    storage = private()
    if not storage.exists(place(report, COMPLETE)):
        return None
    return storage.open(place(report, name))


def place(report: Report, name: str) -> str:
    return f"reports/{report.proof.digest}/{name}"


def gathered(parts: Iterator[str]) -> Iterator[bytes]:
    """Some hundred lines at a time."""
    held: list[str] = []
    for part in parts:
        held.append(part)
        if len(held) == LINES:
            yield "".join(held).encode()
            held.clear()
    yield "".join(held).encode()
