"""Links between draft and decision, and repairs of an import: proposals that a person settles."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.desk.views import PER_PAGE, mine
from cms.importing import applying
from consultation import links, outcomes, permissions, repairs
from consultation.enums import ChangeSource, Relation
from consultation.errors import DomainError
from consultation.models import Repair
from feedback.admin.filters import is_key


@require_http_methods(["GET", "HEAD", "POST"])
def linking(request: HttpRequest, pk: int) -> HttpResponse:
    """Every proposed or confirmed link; each is confirmed with its relation, source and reason."""
    consultation, at = mine(request, pk)
    if not links.may_link(request.user, consultation, at):
        raise PermissionDenied
    rows = consultation.links.select_related("origin", "target").order_by(
        "confirmed_at", "target__position", "origin__position"
    )
    if request.method == "POST":
        confirm(request, rows, at)
        return redirect("desk:links", pk)
    context = {
        "consultation": consultation,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("p")),
        "unmapped": outcomes.unmapped_articles(consultation),
        "relations": Relation.choices,
        "sources": ChangeSource.choices,
    }
    return render(request, "desk/links.html", context)


def confirm(request: HttpRequest, rows: Any, at: Any) -> None:
    """One link with its own words, or all proposals at once as they are."""
    data = request.POST
    try:
        if "all" in data:
            chosen = list(rows.filter(confirmed_at=None))
            links.confirm(links=chosen, by=request.user, at=at)
        else:
            wanted = data.get("link", "")
            chosen = [get_object_or_404(rows, pk=int(wanted) if is_key(wanted) else 0)]
            source, relation = data.get("source", ""), data.get("relation", "")
            links.confirm(
                links=chosen,
                relation=Relation(relation) if relation in Relation.values else None,
                source=ChangeSource(source) if source in ChangeSource.values else None,
                reason=data.get("reason", "").replace("\x00", "")[:500],
                by=request.user,
                at=at,
            )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Confirmed: %(number)s.") % {"number": len(chosen)})


@require_http_methods(["GET", "HEAD", "POST"])
def repairing(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import found damaged: proven repairs for reading, the others to accept or change."""
    consultation, at = mine(request, pk)
    if not permissions.can_draft(request.user, consultation, at) and not permissions.is_office(
        request.user, at
    ):
        raise PermissionDenied
    rows = Repair.objects.filter(consultation=consultation).order_by("is_proven", "line")
    if request.method == "POST":
        number = request.POST.get("repair", "")
        repair = get_object_or_404(rows, pk=int(number) if is_key(number) else 0)
        try:
            with transaction.atomic():
                repairs.settle(
                    repair=repair, accepted=request.POST.get("accepted", ""), by=request.user, at=at
                )
                repair.refresh_from_db()
                applying.apply(repair, by=request.user, at=at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Settled."))
        return redirect("desk:repairs", pk)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "desk/repairs.html", {"consultation": consultation, "page": page})
