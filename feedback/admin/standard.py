"""The standard reasons of my departments."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation import clock, permissions
from consultation.errors import DomainError
from consultation.models import Department
from feedback import standard_reasons
from feedback.admin.access import posted, refuse
from feedback.admin.acts import number
from feedback.enums import Outcome
from feedback.models import StandardReason

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def reasons(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    user: Any = request.user
    departments = Department.objects.filter(pk__in=permissions.departments_of(user, at))
    own = StandardReason.objects.filter(department__in=departments, retired_at=None)
    status, data = 200, posted(request)
    if request.method == "POST":
        try:
            if data.get("act") == "retire":
                reason = get_object_or_404(own, pk=number(data, "reason"))
                standard_reasons.retire(reason=reason, by=user, at=at)
            else:
                department = get_object_or_404(departments, pk=number(data, "department"))
                standard_reasons.offer(
                    department=department, name=data.get("name", ""), text=data.get("text", ""),
                    outcome=data.get("outcome", ""), by=user, at=at,
                )  # fmt: skip
        except DomainError as refusal:
            status = refuse(request, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("weighing:reasons")
    rows = own.select_related("department", "created_by").order_by("department", "name", "pk")
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("p")),
        "departments": departments.order_by("pk"),
        "outcomes": Outcome.choices,
        "typed": data,
        "at": at,
    }
    return render(request, "weighing/reasons.html", context, status=status)
