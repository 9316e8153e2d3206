"""Contacts, revealed with a purpose and on record; personal data found in words; publicity."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consultation import clock
from consultation.errors import DomainError
from feedback import people, publicity
from feedback.admin.access import comment_of, posted
from feedback.admin.acts import number
from feedback.models import Comment, Finding
from feedback.waiting import to_decide_on

PER_PAGE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: HttpRequest, pk: int) -> HttpResponse:
    comment, at = comment_of(request, pk)
    person, status = None, 200
    if request.method == "POST":
        try:
            person = act(request, comment, at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            status = 409
        else:
            if person is None:
                messages.success(request, _("Saved."))
                return redirect("weighing:privacy", pk)
    context = {
        "consultation": comment.consultation,
        "comment": comment,
        "findings": findings_of(comment),
        "person": person,
        "may_reveal": people.may_reveal(request.user, comment, at),
        "purpose": posted(request).get("purpose", ""),
        "reason": posted(request).get("reason", ""),
    }
    return render(request, "weighing/privacy.html", context, status=status)


@never_cache
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The comments that wait for a decision about personal data, oldest first."""
    at = clock.now()
    rows: Any = to_decide_on(request.user, at)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    open_ones = Finding.objects.filter(comment__in=list(page), settled_at=None).order_by()
    unsettled = dict(open_ones.values_list("comment").annotate(number=Count("pk")))
    for comment in page:
        comment.unsettled = unsettled.get(comment.pk, 0)
    return render(request, "weighing/privacy_list.html", {"page": page, "at": at})


def findings_of(comment: Comment) -> list[tuple[Finding, str]]:
    """Each finding with the words that it is about."""
    rows = comment.findings.select_related("settled_by").order_by("field", "start")
    return [(row, getattr(comment, row.field)[row.start : row.end]) for row in rows]


def act(request: HttpRequest, comment: Comment, at: Any) -> people.Person | None:
    data, by = posted(request), request.user
    chosen = data.get("act", "")
    if chosen == "reveal":
        return people.reveal_contact(comment=comment, purpose=data.get("purpose", ""), by=by, at=at)
    if chosen in ("mask", "overrule"):
        finding = get_object_or_404(comment.findings.all(), pk=number(data, "finding"))
        if chosen == "mask":
            publicity.mask_finding(finding=finding, by=by, at=at)
        else:
            publicity.overrule_finding(finding=finding, reason=data.get("reason", ""), by=by, at=at)
    elif chosen == "publish":
        publicity.publish_comment(comment=comment, by=by, at=at)
    elif chosen == "withhold":
        publicity.withhold_comment(comment=comment, reason=data.get("reason", ""), by=by, at=at)
    else:
        raise DomainError(_("There is no such act."))
    return None
