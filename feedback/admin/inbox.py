"""What is referred to my departments: the question, the point, nothing else."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultation import clock, permissions
from consultation.errors import DomainError
from consultation.models import Department
from feedback import bundles, referrals, waiting
from feedback.admin.access import posted
from feedback.admin.acts import department_of, number
from feedback.enums import Outcome
from feedback.models import Referral
from feedback.querysets import weighed_by

PER_PAGE = 30
TYPED = ("referral", "answer", "bundle", "reason", "legal_basis", "signer")


@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: HttpRequest) -> HttpResponse:
    """Waiting questions first, nearest day first; each is answered, returned or passed on. Of a
    bundle the first stands for all; `bundle` in the address lists them one by one.
    """
    at = clock.now()
    departments = permissions.departments_of(request.user, at)
    mine = Referral.objects.filter(department__in=departments).select_related(
        "department", "point__comment__consultation__lead"
    )
    typed: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        referral = get_object_or_404(mine, pk=number(posted(request), "referral"))
        try:
            act(referral, request, at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            status = 409
            typed = {name: posted(request).get(name, "") for name in TYPED}
        else:
            messages.success(request, _("Saved."))
            return redirect("weighing:referrals")
    rows = mine.waiting().prefetch_related("point__provisions").order_by("due_on", "pk")
    opened = mine.filter(pk=number(request.GET, "bundle")).first()
    rows = rows.filter(pk__in=bundles.bundle_of(opened)) if opened else bundles.first_of_each(rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "opened": opened,
        "query": f"bundle={opened.pk}" if opened else "",
        "together": bundles.sizes(page.object_list, Referral.objects.waiting()),
        "answered": mine.exclude(answered_at=None).order_by("-answered_at")[:20],
        "departments": Department.objects.active().exclude(pk__in=departments).order_by("pk"),
        "outcomes": Outcome.choices,
        "typed": typed,
        "at": at,
        "today": timezone.localdate(at),
    }
    return render(request, "weighing/referrals.html", context, status=status)


@require_safe
def overdue(request: HttpRequest) -> HttpResponse:
    """What is overdue: the office sees all, others what they asked or were asked."""
    at = clock.now()
    user: Any = request.user
    rows = waiting.overdue(user, at).select_related(
        "department", "point__consultation", "point__comment"
    )
    context = {
        "page": Paginator(rows.order_by("due_on", "pk"), PER_PAGE).get_page(request.GET.get("p")),
        "weighed": set(weighed_by(user, at).values_list("pk", flat=True)),
        "at": at,
    }
    return render(request, "weighing/referrals_overdue.html", context)


def act(referral: Referral, request: HttpRequest, at: Any) -> None:
    data, by = posted(request), request.user
    chosen = data.get("act", "")
    if chosen == "answer":
        verb = bundles.answer_bundle if data.get("bundle") else referrals.answer
        verb(
            referral=referral, text=data.get("answer", ""),
            proposed_outcome=data.get("outcome", ""), legal_basis=data.get("legal_basis", ""),
            signer=data.get("signer", ""), by=by, at=at,
        )  # fmt: skip
    elif chosen == "return":
        referrals.return_referral(referral=referral, reason=data.get("reason", ""), by=by, at=at)
    elif chosen == "pass":
        referrals.transfer(
            referral=referral, department=department_of(data), reason=data.get("reason", ""),
            by=by, at=at,
        )  # fmt: skip
    elif chosen == "extend":
        referrals.extend(
            referral=referral, days=number(data, "days"), reason=data.get("reason", ""),
            by=by, at=at,
        )  # fmt: skip
    else:
        raise DomainError(_("There is no such act."))
