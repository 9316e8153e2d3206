"""Promises made in answers: who owes what by when, and how it was kept."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation import clock, permissions
from consultation.errors import DomainError
from feedback import commitments
from feedback.admin.access import posted
from feedback.admin.acts import number
from feedback.models import Commitment
from feedback.querysets import weighed_by

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def promises(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    user: Any = request.user
    own = Q(owner__in=permissions.departments_of(user, at))
    mine = Commitment.objects.filter(own | Q(consultation__in=weighed_by(user, at)))
    mine = mine.select_related("owner", "consultation")
    status = 200
    if request.method == "POST":
        commitment = get_object_or_404(mine, pk=number(posted(request), "promise"))
        try:
            commitments.fulfil(
                commitment=commitment, fulfilment=posted(request).get("fulfilment", ""),
                url=posted(request).get("url", ""), by=user, at=at,
            )  # fmt: skip
        except DomainError as refusal:
            messages.error(request, str(refusal))
            status = 409
        else:
            messages.success(request, _("Saved."))
            return redirect("weighing:promises")
    rows = mine.order_by(
        F("fulfilled_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk"
    )
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("p")),
        "today": timezone.localdate(at),
        "typed": posted(request),
        "at": at,
    }
    return render(request, "weighing/promises.html", context, status=status)
