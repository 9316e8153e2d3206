"""The desk of each matter, the list of desks, and one view for every act."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms import publishing
from cms.desk import acts, forms, steps, waiting
from cms.models import DecisionPage
from consultation import clock, outbox, outcomes, permissions
from consultation.enums import TextKind
from consultation.errors import Conflict, DomainError
from consultation.models import AuditEvent, Consultation, OutboxMessage
from consultation.sections import sections_of, stations_of
from feedback.models import Commitment, Point
from feedback.waiting import to_answer, to_sign

PER_PAGE = 50
PROMISES = 5
SHOWN = 20


@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """The desks of my departments ordered by what is due; the office sees all (R63)."""
    at = clock.now()
    is_office = permissions.is_office(request.user, at)
    departments = permissions.departments_of(request.user, at)
    matters = Consultation.objects.all()
    if not is_office:
        matters = matters.worked_on_by(departments)
    matters = matters.select_related("lead", "profile", "decision").with_clock()
    matters = matters.prefetch_related("deliberations")
    rows = steps.rows_of(matters, at)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("p")),
        "overdue": sum(row.overdue for row in rows),
        "nearly_due": sum(row.nearly_due for row in rows),
        "is_office": is_office,
        "can_create": bool(departments),
        "is_head": waiting.headed(request.user, at).exists(),
        "waiting": to_sign(request.user, at).count(),
        "submitted": waiting.pages_to_approve(request.user, at),
        "asked": to_answer(request.user, at).count(),
        "promises": overdue_promises(at) if is_office else None,
        "parked": OutboxMessage.objects.filter(parked_at__isnull=False).count()
        if may_see_parked(request.user, at)
        else 0,
        "at": at,
    }
    return render(request, "desk/desks.html", context)


def overdue_promises(at: datetime) -> dict[str, Any]:
    """The promises longest overdue, and how many there are (R66)."""
    overdue = Commitment.objects.overdue_on(timezone.localdate(at))
    shown = overdue.select_related("owner", "consultation").order_by("due_on", "pk")[:PROMISES]
    return {"count": overdue.count(), "shown": list(shown)}


@require_safe
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    consultation, at = mine(request, pk)
    recorded = getattr(consultation, "decision", None)
    offered = acts.offered(request.user, consultation, at)
    (row,) = steps.rows_of([consultation], at)
    context = {
        "consultation": consultation,
        "at": at,
        "stage": row.stage,
        "stations": stations_of(consultation, at),
        "sections": sections_of(consultation, at),
        "step": row.step,
        "overdue": row.overdue,
        "nearly_due": row.nearly_due,
        "tally": steps.tally(consultation, at),
        "acts": [(name, act) for name, act in offered if name != row.step.act],
        "may_step": not row.step.act or row.step.act in dict(offered),
        "pages": pages_of(consultation),
        "has_decision_page": DecisionPage.objects.filter(consultation=consultation).exists(),
        "missing": outcomes.missing_for(recorded) if recorded and not recorded.published_at else [],
        "repairs": consultation.repairs.filter(settled_at=None, is_proven=False).count(),
        "untraced": untraced(consultation),
        "may_draft": permissions.can_draft(request.user, consultation, at),
        "links_waiting": consultation.links.filter(confirmed_at=None).count(),
        "events": AuditEvent.objects.filter(consultation=consultation)
        .select_related("by")
        .order_by("-pk")[:SHOWN],
        **promises(consultation, at),
    }
    return render(request, "desk/desk.html", context)


def promises(consultation: Consultation, at: datetime) -> dict[str, Any]:
    """How many promises the matter made, and those that want attention first."""
    first = consultation.commitments.overdue_first().select_related("owner")
    return {"promised": consultation.commitments.count(), "promises": first[:SHOWN]}


def untraced(consultation: Consultation) -> Any:
    """Adopted points that no article of the decision shows; nothing before it is written (R72)."""
    if not acts.has_text(consultation, TextKind.DECISION):
        return Point.objects.none()
    return Point.objects.untraced().filter(consultation=consultation)[:50]


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One act: its form, and on POST its one verb. A refusal keeps what was typed."""
    consultation, at = mine(request, pk)
    chosen = acts.ACTS.get(name)
    if chosen is None:
        raise Http404
    if not chosen.may(request.user, consultation, at):
        raise PermissionDenied
    if request.method == "POST":
        form = chosen.form(request.POST, consultation=consultation)
        if form.is_valid() and done(request, name, form, consultation, at):
            return redirect("desk:desk", pk)
    elif not chosen.is_possible(consultation, at):
        messages.warning(request, _("“%(act)s” is not possible now.") % {"act": chosen.label})
        return redirect("desk:desk", pk)
    else:
        initial = acts.first_values(name, consultation, at) | request.GET.dict()
        form = chosen.form(consultation=consultation, initial=initial)
    context = {"consultation": consultation, "act": chosen, "form": form, "at": at}
    return render(request, "desk/act.html", context, status=409 if form.errors else 200)


def done(
    request: HttpRequest, name: str, form: Any, consultation: Consultation, at: datetime
) -> bool:
    chosen = acts.ACTS[name]
    try:
        warning = chosen.run(consultation, form.cleaned_data, request.user, at)
    except outcomes.UnableToDecide as refusal:
        form.add_error(None, [str(refusal), *(str(line) for line in refusal.missing)])
        return False
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, Conflict):
            standing = Consultation.objects.get(pk=consultation.pk)
            form.set_beside(acts.first_values(name, standing, at))
        return False
    messages.success(request, _("Done: %(act)s.") % {"act": chosen.label})
    if warning:
        messages.warning(request, str(warning))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new matter: its process row, its pages, its permissions."""
    at = clock.now()
    departments = permissions.departments_of(request.user, at)
    if not departments:
        raise PermissionDenied
    form = forms.ConsultationForm(request.POST or None, departments=departments, at=at)
    if request.method == "POST" and form.is_valid():
        try:
            consultation = publishing.open_matter(by=request.user, at=at, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("slug", str(refusal))
        else:
            messages.success(request, _("The matter stands. Set its period and write its pages."))
            return redirect("desk:desk", consultation.pk)
    return render(request, "desk/create.html", {"form": form}, status=409 if form.errors else 200)


@require_safe
def parked(request: HttpRequest) -> HttpResponse:
    """Messages that failed five times."""
    if not may_see_parked(request.user, clock.now()):
        raise PermissionDenied
    rows = OutboxMessage.objects.filter(parked_at__isnull=False).order_by("-parked_at")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "desk/parked.html", {"page": page})


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    at = clock.now()
    if not may_see_parked(request.user, at):
        raise PermissionDenied
    message = get_object_or_404(OutboxMessage, pk=pk)
    if outbox.retry(message=message, by=request.user, at=at):
        messages.success(request, _("It will be tried again."))
    return redirect("desk:parked")


def may_see_parked(user: Any, at: Any) -> bool:
    return permissions.is_office(user, at) or permissions.is_administrator(user, at)


def mine(request: HttpRequest, pk: int) -> tuple[Consultation, Any]:
    """The matter and the instant; 404 for those who may not see its desk."""
    at = clock.now()
    consultation = get_object_or_404(
        Consultation.objects.select_related("lead", "decision_body", "profile")
        .with_clock()
        .prefetch_related("publications", "joint"),
        pk=pk,
    )
    if not permissions.can_see_desk(request.user, consultation, at):
        raise Http404
    return consultation, at


def pages_of(consultation: Consultation) -> list[dict[str, Any]]:
    """The pages of the matter with what an editor wants to know of each."""
    page = getattr(consultation, "page", None)
    if page is None:
        return []
    found = page.get_descendants(inclusive=True).specific()
    return [
        {
            "title": one.title,
            "kind": one.get_verbose_name(),
            "live": one.live,
            "changed": one.has_unpublished_changes,
            "edit": reverse("wagtailadmin_pages:edit", args=[one.pk]),
            "long_text": reverse("desk:long_text", args=[one.pk]) if hasattr(one, "kind") else "",
        }
        for one in found
    ]
