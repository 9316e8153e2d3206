"""What is referred to my departments: the question, the point, nothing else."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation import clock, permissions
from consultation.errors import DomainError
from consultation.models import Department
from feedback import referrals
from feedback.admin.access import posted
from feedback.admin.acts import department_of, number
from feedback.enums import Outcome
from feedback.models import Referral

PER_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: HttpRequest) -> HttpResponse:
    """Waiting questions first, nearest day first; each is answered, returned or passed on."""
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
            typed = {name: posted(request).get(name, "") for name in
                     ("referral", "answer", "reason", "legal_basis", "signer")}  # fmt: skip
        else:
            messages.success(request, _("Saved."))
            return redirect("weighing:referrals")
    waiting = mine.waiting().prefetch_related("point__provisions").order_by("due_on", "pk")
    context = {
        "page": Paginator(waiting, PER_PAGE).get_page(request.GET.get("p")),
        "answered": mine.exclude(answered_at=None).order_by("-answered_at")[:20],
        "departments": Department.objects.active().exclude(pk__in=departments).order_by("pk"),
        "outcomes": Outcome.choices,
        "typed": typed,
        "at": at,
        "today": timezone.localdate(at),
    }
    return render(request, "weighing/referrals.html", context, status=status)


def act(referral: Referral, request: HttpRequest, at: Any) -> None:
    data, by = posted(request), request.user
    chosen = data.get("act", "")
    if chosen == "answer":
        referrals.answer(
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
