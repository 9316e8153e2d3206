"""The files beside a published report: what to check it with, and its rows as open data."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from consultation import clock
from consultation.enums import Section
from feedback.exports import opendata
from feedback.links import is_public
from feedback.matter import find
from feedback.models import Report
from feedback.reports import proof

WRITTEN: dict[str, tuple[Callable[[Report], Iterator[str]], str]] = {
    "manifest.json": (proof.manifest, "application/json"),
    "points.json": (opendata.points_json, "application/json"),
    "points.csv": (opendata.points_csv, "text/csv; charset=utf-8"),
}
STANDING = {
    "verify_report.py": "text/x-python; charset=utf-8",
    "verify.md": "text/markdown; charset=utf-8",
    "points.schema.json": "application/schema+json",
}
"""Files of `docs/`, the same beside every report."""
NAMES = (*WRITTEN, *STANDING)
DOCS = Path(__file__).resolve().parents[1] / "docs"
LINES = 500


def published(slug: str, kind: str, version: int) -> Report:
    """A published report with its proof; 404 while the section is held back."""
    at = clock.now()
    matter = find(slug, at)
    if not is_public(matter, Section.FEEDBACK):
        raise Http404
    reports = Report.objects.select_related("proof").exclude(proof=None)
    return get_object_or_404(
        reports, consultation=matter, kind=kind, version=version, published_at__lte=at
    )


def etag(request: HttpRequest, slug: str, kind: str, version: int, name: str) -> str | None:
    return quote_etag(published(slug, kind, version).proof.digest) if name in WRITTEN else None


@require_safe
@cache_control(public=True, max_age=0, must_revalidate=True)
@condition(etag_func=etag)
def published_file(
    request: HttpRequest, slug: str, kind: str, version: int, name: str
) -> HttpResponseBase:
    """One of the files, streamed. A report never changes, so whoever has one need not ask again."""
    report = published(slug, kind, version)
    if name in STANDING:
        path = DOCS / name
        return FileResponse(
            path.open("rb"), as_attachment=True, filename=name, content_type=STANDING[name]
        )
    if name not in WRITTEN:
        raise Http404
    write, content_type = WRITTEN[name]
    parts = gathered(write(report)) if request.method == "GET" else ()
    response = StreamingHttpResponse(parts, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def gathered(parts: Iterator[str]) -> Iterator[bytes]:
    """Some hundred lines at a time."""
    held: list[str] = []
    for part in parts:
        held.append(part)
        if len(held) == LINES:
            yield "".join(held).encode()
            held.clear()
    yield "".join(held).encode()
