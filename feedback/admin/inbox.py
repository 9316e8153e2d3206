"""What is referred to my departments: the question, the point, nothing else."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultation import clock, permissions
from consultation.errors import DomainError
from consultation.models import Department
from feedback import bundles, referrals, waiting
from feedback.admin.access import posted
from feedback.admin.acts import department_of, number
from feedback.admin.paging import Page, number_of, page_of
from feedback.enums import Outcome
from feedback.models import Referral
from feedback.querysets import ReferralQuerySet, weighed_by

PER_PAGE = 30
TYPED = ("referral", "answer", "bundle", "reason", "legal_basis", "signer")


@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: HttpRequest) -> HttpResponse:
    """Waiting questions first, nearest day first; each is answered, returned or passed on. Of a
    bundle the first stands for all; `bundle` in the address lists them one by one.
    """
    at = clock.now()
    departments = permissions.departments_of(request.user, at)
    mine = Referral.objects.filter(department__in=departments)
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
    opened = mine.filter(pk=number(request.GET, "bundle")).first()
    page, together = cards(mine, opened, request.GET.get("p"))
    others = Department.objects.active().exclude(pk__in=departments).order_by("pk")
    context = {
        "page": page,
        "opened": opened,
        "query": f"bundle={opened.pk}" if opened else "",
        "together": together,
        "answered": answered(mine),
        "departments": options((one.pk, one) for one in others),
        "outcomes": options(Outcome.choices),
        "typed": typed,
        "at": at,
        "today": timezone.localdate(at),
    }
    return render(request, "weighing/referrals.html", context, status=status)


def cards(
    mine: ReferralQuerySet, opened: Referral | None, number: str | None
) -> tuple[Page, dict[int, int]]:
    """What waits, one card to a bundle or those of the bundle that is opened; and of every card
    how many questions are answered together with it, when it is not alone.
    """
    if opened:
        rows = bundles.bundle_of(opened).order_by("due_on", "pk")
        page = page_of(rows, number, PER_PAGE, loaded=shown)
        size = rows.count()
        return page, {row.pk: size for row in page.object_list if size > 1}
    at = number_of(number)
    start = (at - 1) * PER_PAGE
    found = list(bundles.waiting_of(mine)[start : start + PER_PAGE + 1])
    sizes = {one["first"]: one["size"] for one in found[:PER_PAGE]}
    loaded = {row.pk: row for row in shown(sizes)}
    rows_of_page = [loaded[key] for key in sizes if key in loaded]
    page = Page(rows_of_page, at, len(found) > PER_PAGE, "")
    return page, {key: size for key, size in sizes.items() if size > 1}


def shown(keys: Iterable[int]) -> ReferralQuerySet:
    found = Referral.objects.filter(pk__in=keys)
    return found.select_related("department", "point__comment__consultation__lead")


def answered(mine: ReferralQuerySet) -> list[Referral]:
    """The latest answers; found by an index alone before their points are read."""
    latest = mine.exclude(answered_at=None).order_by("-answered_at", "-pk")
    keys = list(latest.values_list("pk", flat=True)[:20])
    return list(latest.filter(pk__in=keys).select_related("point"))


def options(pairs: Iterable[tuple[Any, Any]]) -> SafeString:
    """The same choices for every card of a page, rendered once."""
    return format_html_join("", '<option value="{}">{}</option>', pairs)


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
