"""Scans of letters, shown to whoever may read the comment; each look is on record."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consultation import audit
from feedback.admin.access import comment_of
from feedback.models import Attachment

PICTURES = ("image/jpeg", "image/png")


@never_cache
@require_safe
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """A picture opens in the browser, every other kind is saved; nothing in it can run."""
    found = get_object_or_404(Attachment, pk=pk)
    comment, at = comment_of(request, found.comment_id)
    try:
        file = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    if request.method == "GET":
        audit.record(
            verb="attachment.opened", by=request.user, at=at, consultation=comment.consultation,
            subject=found, comment=comment.pk,
        )  # fmt: skip
    response = FileResponse(
        file,
        as_attachment=found.content_type not in PICTURES,
        filename=found.name,
        content_type=found.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
