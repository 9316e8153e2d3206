"""The files beside a published report: what to check it with, and its rows as open data."""

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from consultation import clock
from consultation.enums import Section
from feedback import limits
from feedback.exports import frozen
from feedback.links import is_public
from feedback.matter import find
from feedback.models import Report

STANDING = {
    "verify_report.py": "text/x-python; charset=utf-8",
    "verify.md": "text/markdown; charset=utf-8",
    "points.schema.json": "application/schema+json",
}
"""Files of `docs/`, the same beside every report."""
NAMES = (*frozen.WRITTEN, *STANDING)
DOCS = Path(__file__).resolve().parents[1] / "docs"


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
    return (
        quote_etag(published(slug, kind, version).proof.digest) if name in frozen.WRITTEN else None
    )


@require_safe
@cache_control(public=True, max_age=0, must_revalidate=True)
@condition(etag_func=etag)
def published_file(
    request: HttpRequest, slug: str, kind: str, version: int, name: str
) -> HttpResponseBase:
    """One of the files. A report never changes, so whoever has one need not ask again; until its
    files are built each is written anew, which one address may ask for a few times only.
    """
    report = published(slug, kind, version)
    if name in STANDING:
        path = DOCS / name
        return FileResponse(
            path.open("rb"), as_attachment=True, filename=name, content_type=STANDING[name]
        )
    if name not in frozen.WRITTEN:
        raise Http404
    write, content_type = frozen.WRITTEN[name]
    response: HttpResponseBase
    if file := frozen.opened(report, name):
        response = FileResponse(file, content_type=content_type)
    elif request.method == "HEAD":
        response = HttpResponse(content_type=content_type)
    else:
        at = clock.now()
        try:
            limits.count("file", limits.origin_of(request.META, at), at)
        except limits.TooMany as error:
            refused = HttpResponse(str(error), status=429, content_type="text/plain; charset=utf-8")
            refused["Retry-After"] = str(error.retry_after)
            return refused
        response = StreamingHttpResponse(frozen.gathered(write(report)), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
