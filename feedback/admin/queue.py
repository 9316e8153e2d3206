"""The queue of one matter, of its comments or of its points, with its tally and its filters."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation import permissions
from consultation.errors import DomainError
from consultation.models import Consultation, Department
from feedback import kept
from feedback.admin import bulk
from feedback.admin.access import matter_of, posted, refuse
from feedback.admin.acts import number
from feedback.admin.filters import Filters
from feedback.admin.paging import page_of
from feedback.admin.staff import clerks
from feedback.admin.tally import choices, tally
from feedback.enums import Outcome
from feedback.models import KeptFilter, Point, Referral

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """Oldest first. POST first shows what an act would change and then, confirmed, does it."""
    consultation, at = matter_of(request, pk)
    filters = Filters.of(request.GET, at)
    address = f"{reverse('weighing:queue', args=[pk])}?{filters.query}"
    status, data = 200, posted(request)
    if request.method == "POST":
        try:
            if data.get("act") in ("keep", "forget"):
                bookmark(request, consultation, filters)
                return redirect(address)
            permissions.require(permissions.can_draft(request.user, consultation, at))
            if "held" in data:
                messages.success(request, bulk.carry_out(consultation, data, request.user, at))
                return redirect(address)
            plan = bulk.plan(consultation, filters, data, request.user, at)
            context = {"consultation": consultation, "filters": filters, "plan": plan, "at": at}
            return render(request, "weighing/bulk.html", context)
        except DomainError as refusal:
            status = refuse(request, refusal)
    people = clerks(consultation, at)
    own: Any = {"owner": request.user, "consultation": consultation}
    context = {
        "consultation": consultation,
        "at": at,
        "filters": filters,
        "choices": choices(consultation, filters, people),
        "page": page_of(
            listed(consultation, filters), filters.countable(consultation),
            request.GET.get("p"), PER_PAGE,
        ),
        "tally": tally(consultation, at),
        "kept": KeptFilter.objects.filter(**own).order_by("name"),
        "clerks": people,
        "departments": Department.objects.active().exclude(pk=consultation.lead_id).order_by("pk"),
        "outcomes": Outcome.choices,
        "can_draft": permissions.can_draft(request.user, consultation, at),
        "ticked": data.getlist("row"),
        "typed": data,
    }  # fmt: skip
    return render(request, "weighing/queue.html", context, status=status)


def listed(consultation: Consultation, filters: Filters) -> QuerySet[Any]:
    """The rows with what a line of the queue shows."""
    rows = filters.rows(consultation)
    if filters.unit:
        asked = Referral.objects.waiting().select_related("department").order_by("due_on")
        return rows.select_related("comment", "assigned_to").prefetch_related(
            "provisions", Prefetch("referrals", asked, to_attr="waiting")
        )
    points = Point.objects.standing().select_related("assigned_to").order_by("number")
    return rows.prefetch_related(Prefetch("points", points), "provisions")


def bookmark(request: HttpRequest, consultation: Consultation, filters: Filters) -> None:
    data = posted(request)
    if data["act"] == "forget":
        kept.forget(consultation=consultation, pk=number(data, "kept"), by=request.user)
        return
    made = kept.keep(
        consultation=consultation, name=data.get("name", ""), query=filters.query, by=request.user
    )
    messages.success(request, _("The filter is kept as “%(name)s”.") % {"name": made.name})
