"""The queue of one matter's comments, with its tally and its filters."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation.enums import Channel, ProvisionKind, TextKind
from consultation.errors import DomainError
from consultation.models import Consultation, Provision
from consultation.sections import report_due
from feedback import triage
from feedback.admin.access import matter_of
from feedback.admin.filters import NOBODY, UNSPLIT, Filters, is_key
from feedback.admin.staff import clerks, name_of
from feedback.enums import Outcome, Stance, WorkState
from feedback.models import Comment, Point

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """Comments, oldest first; POST assigns the points of the chosen ones."""
    consultation, at = matter_of(request, pk)
    filters = Filters.of(request.GET)
    if request.method == "POST":
        assign(request, consultation, at)
        return redirect(f"{reverse('weighing:queue', args=[pk])}?{filters.query}")
    comments = filters.narrow(Comment.objects.filter(consultation=consultation))
    comments = comments.prefetch_related(
        Prefetch("points", Point.objects.standing().select_related("assigned_to", "answered_by")),
        "provisions",
    ).order_by("received_at", "pk")
    context = {
        "consultation": consultation,
        "at": at,
        "filters": filters,
        "choices": choices(consultation, at),
        "page": Paginator(comments, PER_PAGE).get_page(request.GET.get("p")),
        "tally": tally(consultation),
        "due": report_due(consultation),
        "clerks": clerks(consultation, at),
    }
    return render(request, "weighing/queue.html", context)


def tally(consultation: Consultation) -> dict[str, Any]:
    """Numbers that add up: points by state make the points, split and unsplit the comments."""
    comments = Comment.objects.filter(consultation=consultation)
    counted = comments.counted()
    points = Point.objects.filter(comment__consultation=consultation).counted()
    by_state = dict(points.values_list("state").annotate(n=Count("pk")).order_by())
    total = sum(by_state.values())
    return {
        "comments": counted.count(),
        "unsplit": counted.without_point().count(),
        "points": total,
        "signed": by_state.get(WorkState.APPROVED, 0),
        "left": total - by_state.get(WorkState.APPROVED, 0),
        "states": [(state, by_state[state]) for state in WorkState if state in by_state],
        "outside": comments.filter(Q(is_late=True) | Q(withdrawn_at__isnull=False)).count(),
    }


def choices(consultation: Consultation, at: datetime) -> dict[str, Any]:
    newest = consultation.texts.filter(kind=TextKind.DRAFT).newest_first()[:1]
    articles = Provision.objects.filter(version__in=newest, kind=ProvisionKind.ARTICLE).in_order()
    return {
        "states": [(UNSPLIT, _("not yet split")), *WorkState.choices],
        "articles": [(row.pk, row.label) for row in articles],
        "channels": Channel.choices,
        "stances": Stance.choices,
        "outcomes": Outcome.choices,
        "assignees": [(NOBODY, _("nobody"))]
        + [(user.pk, name_of(user)) for user in clerks(consultation, at)],
    }


def assign(request: HttpRequest, consultation: Consultation, at: Any) -> None:
    wanted = [int(value) for value in request.POST.getlist("comment") if is_key(value)]
    points = Point.objects.standing().filter(
        comment__in=wanted, comment__consultation=consultation, state__in=WorkState.EDITABLE
    )
    to = request.POST.get("to", "")
    clerk = next((user for user in clerks(consultation, at) if str(user.pk) == to), None)
    if clerk is None or not points:
        messages.error(request, _("Choose comments with points, and a person to assign them to."))
        return
    try:
        triage.assign(
            points={point.pk: point.version for point in points}, to=clerk, by=request.user, at=at
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("%(number)s points are assigned to %(name)s.")
        messages.success(request, words % {"number": len(points), "name": name_of(clerk)})
