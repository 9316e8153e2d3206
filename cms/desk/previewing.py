"""A draft report as the public will read it, for those who may see the desk."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.desk.views import mine
from cms.sections import furniture
from cms.views import page_of
from consultation import permissions
from consultation.enums import Section
from consultation.errors import DomainError
from consultation.models import Consultation
from feedback import reports
from feedback.admin.report import places
from feedback.enums import ReportKind
from feedback.models import Report
from feedback.report_preview import preview_context


@never_cache
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page of the draft, in the language of the public page or, with `?en`, in English.

    It is never kept anywhere, and no robot may list it.
    """
    consultation, at = mine(request, pk)
    draft = consultation.reports.filter(published_at=None).order_by("-pk").first()
    if draft is None:
        messages.warning(request, _("There is no draft to look at."))
        return redirect("weighing:report", pk)
    is_english = "en" in request.GET
    with translation.override("en" if is_english else settings.LANGUAGE_CODE):
        blocks = blocking(request.user, draft, at)
        context = preview_context(draft, at) | furnished(consultation, draft, at) | blocks
        context["page"] = page_of(request, context["views"])
        context["is_print"] = "print" in request.GET
        context["other_language"] = (
            {"code": "zh-Hans", "url": "?", "name": "中文", "short": "中文"}
            if is_english
            else {"code": "en", "url": "?en", "name": "English", "short": "EN"}
        )
        response = render(request, "desk/report_preview.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def blocking(user: Any, draft: Report, at: datetime) -> dict[str, Any]:
    """What stands in the way, said as the refusal says it: to the head also what concerns them."""
    matters = reports.open_matters(draft, at=at)
    refusal = ""
    if permissions.can_approve(user, draft.consultation, at):
        try:
            reports.publishable(draft, draft.revision, by=user, at=at)
        except DomainError as error:
            refusal = str(error)
    return {
        "open_matters": matters,
        "places": {one.code: places(one) for one in matters},
        "refusal": refusal,
    }


def furnished(consultation: Consultation, draft: Report, at: datetime) -> dict[str, Any]:
    """What stands on every page of the matter, as the publication of the draft leaves it."""
    if draft.kind == ReportKind.FINAL:
        consultation.reported_at = consultation.reported_at or at
    found = furniture(consultation, Section.FEEDBACK, at)
    section = found["section"]
    if not (section.published_at or section.held_reason):
        public = replace(section, is_public=True, published_at=at, expected_on=None)
        found["sections"] = [public if one is section else one for one in found["sections"]]
        found["section"] = public
    return found
