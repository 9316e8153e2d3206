"""Scans of letters: they show name and contact, so each look names its purpose (R39)."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultation.errors import DomainError
from feedback import people
from feedback.admin.access import comment_of, posted, refuse
from feedback.models import Attachment

PICTURES = ("image/jpeg", "image/png")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attachment(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """Asks for the purpose; a picture then opens in the browser, every other kind is saved, and
    nothing in it can run. Of an erased one the page says what is left.
    """
    scan = get_object_or_404(Attachment, pk=pk)
    comment, at = comment_of(request, scan.comment_id)
    status = 200
    if request.method == "POST" and not scan.erased_at:
        file = stored(scan)
        try:
            people.open_scan(
                scan=scan, purpose=posted(request).get("purpose", ""), by=request.user, at=at
            )
        except DomainError as refusal:
            file.close()
            status = refuse(request, refusal)
        else:
            return sent(scan, file)
    context = {
        "consultation": comment.consultation,
        "comment": comment,
        "scan": scan,
        "may_reveal": people.may_reveal(request.user, comment, at),
        "purpose": posted(request).get("purpose", ""),
    }
    status = 410 if scan.erased_at else status
    return render(request, "weighing/scan.html", context, status=status)


def stored(scan: Attachment) -> Any:
    try:
        return scan.file.open("rb")
    except (FileNotFoundError, ValueError) as error:  # without a name there is no file
        raise Http404 from error


def sent(scan: Attachment, file: Any) -> FileResponse:
    response = FileResponse(
        file,
        as_attachment=scan.content_type not in PICTURES,
        filename=scan.name,
        content_type=scan.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
