"""Long work that was asked for: how far it is, its result, and a way to stop it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cms.desk.views import PER_PAGE
from consultation import clock, jobs, permissions
from consultation.errors import DomainError
from consultation.models import Job


@never_cache
@require_safe
def all_jobs(request: HttpRequest) -> HttpResponse:
    """My own, newest first; the office sees everybody's."""
    rows = Job.objects.select_related("asked_by", "consultation").order_by("-pk")
    if not permissions.is_office(request.user, clock.now()):
        rows = rows.filter(asked_by=request.user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "desk/jobs.html", {"page": page})


@never_cache
@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """A button, and a script, look again until the work has ended."""
    found, at = visible(request, pk)
    context = {
        "job": found,
        "consultation": found.consultation,
        "may_take": jobs.may_take(request.user, found, at),
    }
    return render(request, "desk/job.html", context)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found, at = visible(request, pk)
    try:
        jobs.cancel(job=found, by=request.user, at=at)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Cancelled."))
    return redirect("desk:job", pk)


@never_cache
@require_safe
def result(request: HttpRequest, pk: int) -> Any:
    found, at = visible(request, pk)
    if not found.file or not jobs.may_take(request.user, found, at):
        raise Http404
    try:
        file = found.file.open()
    except OSError as error:
        raise Http404 from error
    return FileResponse(
        file, as_attachment=True, filename=found.file_name, content_type=found.file_type
    )


def visible(request: HttpRequest, pk: int) -> tuple[Job, Any]:
    at = clock.now()
    found = get_object_or_404(Job.objects.select_related("asked_by", "consultation"), pk=pk)
    if not jobs.may_see(request.user, found, at):
        raise Http404
    return found, at
