"""The queue of one matter, of its comments or of its points, with its tally and its filters."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from consultation import permissions
from consultation.errors import DomainError
from consultation.models import Consultation, Department
from feedback import kept, together
from feedback.admin import bulk
from feedback.admin.access import matter_of, posted, refuse
from feedback.admin.acts import number
from feedback.admin.filters import Filters
from feedback.admin.numbers import are_few, numbers_of
from feedback.admin.paging import page_of
from feedback.admin.staff import clerks
from feedback.admin.tally import articles_of, choices, tally
from feedback.enums import Outcome
from feedback.models import Comment, KeptFilter, Point, Referral

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
            if data.get("act") == "undo":
                messages.success(request, take_back(request, consultation, at))
                return redirect(address)
            if "held" in data:
                messages.success(request, bulk.carry_out(consultation, data, request.user, at))
                return redirect(address)
            plan = bulk.plan(consultation, filters, data, request.user, at)
            context = {"consultation": consultation, "filters": filters, "plan": plan, "at": at}
            return render(request, "weighing/bulk.html", context)
        except DomainError as refusal:
            status = refuse(request, refusal)
    people, articles = clerks(consultation, at), articles_of(consultation)
    numbers = numbers_of(consultation, articles, filters, at)
    may_draft = permissions.can_draft(request.user, consultation, at)
    last_act = together.last(consultation, request.user, at) if may_draft else None
    own: Any = {"owner": request.user, "consultation": consultation}
    context = {
        "consultation": consultation,
        "at": at,
        "filters": filters,
        "choices": choices(consultation, filters, numbers, articles, people),
        "page": page_of(
            filters.rows(consultation, are_few=are_few(consultation, filters)),
            request.GET.get("p"), PER_PAGE,
            counted=numbers.alone(filters), loaded=points if filters.unit else comments,
        ),
        "tally": tally(consultation, numbers, at),
        "kept": KeptFilter.objects.filter(**own).order_by("name"),
        "clerks": people,
        "departments": Department.objects.active().exclude(pk=consultation.lead_id).order_by("pk"),
        "outcomes": Outcome.choices,
        "can_draft": may_draft,
        "last_act": last_act,
        "act_words": last_act and bulk.NAMES.get(last_act.detail["act"]),
        "ticked": data.getlist("row"),
        "asked": data.getlist("department"),
        "typed": data,
    }  # fmt: skip
    return render(request, "weighing/queue.html", context, status=status)


def comments(keys: list[int]) -> QuerySet[Comment]:
    """The rows of a page with what a line of the queue shows."""
    points = Point.objects.standing().select_related("assigned_to").order_by("number")
    rows = Comment.objects.filter(pk__in=keys)
    return rows.prefetch_related(Prefetch("points", points), "provisions")


def points(keys: list[int]) -> QuerySet[Point]:
    asked = Referral.objects.waiting().select_related("department").order_by("due_on")
    rows = Point.objects.filter(pk__in=keys).select_related("comment", "assigned_to")
    return rows.prefetch_related("provisions", Prefetch("referrals", asked, to_attr="waiting"))


def take_back(request: HttpRequest, consultation: Consultation, at: datetime) -> str:
    done = together.undo(
        consultation=consultation, event=number(posted(request), "event"), by=request.user, at=at
    )
    return ngettext(
        "%(number)s point stands as before.", "%(number)s points stand as before.", done
    ) % {"number": done}


def bookmark(request: HttpRequest, consultation: Consultation, filters: Filters) -> None:
    data = posted(request)
    if data["act"] == "forget":
        kept.forget(consultation=consultation, pk=number(data, "kept"), by=request.user)
        return
    made = kept.keep(
        consultation=consultation, name=data.get("name", ""), query=filters.query, by=request.user
    )
    messages.success(request, _("The filter is kept as “%(name)s”.") % {"name": made.name})
