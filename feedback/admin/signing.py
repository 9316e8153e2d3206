"""Waiting for your signature: points in bundles, signed or sent back; never one's own work."""

from datetime import datetime
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation import clock
from consultation.errors import DomainError
from feedback import responses
from feedback.admin.access import posted
from feedback.admin.filters import is_key
from feedback.enums import Outcome
from feedback.waiting import to_sign

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def signing(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    waiting = (
        to_sign(request.user, at)
        .select_related("comment__consultation", "decided_by", "submitted_by", "answered_by")
        .prefetch_related("provisions", "commitments")
        .order_by("comment__consultation", "outcome", "comment__received_at", "number")
    )
    status = 200
    if request.method == "POST":
        if sign(request, at):
            return redirect("weighing:signing")
        status = 409
    rows = list(waiting[:SHOWN])
    bundles = [
        (matter, Outcome(outcome), list(points))
        for (matter, outcome), points in groupby(
            rows, key=lambda point: (point.comment.consultation, point.outcome)
        )
    ]
    note = posted(request).get("note", "")
    context = {"bundles": bundles, "total": waiting.count(), "me": request.user, "note": note}
    return render(request, "weighing/signing.html", context, status=status)


def sign(request: HttpRequest, at: datetime) -> bool:
    """Sign or send back what was ticked (`<point>:<version>`); False when it was refused."""
    pairs = [value.split(":") for value in posted(request).getlist("point")]
    chosen = {
        int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2 and all(map(is_key, pair))
    }
    note = posted(request).get("note", "")
    try:
        if "back" in posted(request):
            done = responses.send_back(points=chosen, note=note, by=request.user, at=at)
            words = _("%(number)s points went back with your note.")
        else:
            done = responses.approve(points=chosen, by=request.user, at=at)
            words = _("%(number)s points are signed.")
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, words % {"number": len(done)})
    return True
