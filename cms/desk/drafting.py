"""Entering a legal text as one long text: what was understood is shown before it is saved."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.models import Page

from cms import entering, publishing
from cms.desk import forms
from cms.desk.views import mine
from cms.models import DecisionPage, DraftPage, InterpretationPage
from cms.paste import plain_text
from consultation import clock, permissions

ADDED: dict[str, Any] = {"interpretation": InterpretationPage, "decision": DecisionPage}


@require_http_methods(["GET", "HEAD", "POST"])
def long_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Paste, look at what was understood, save. Nothing is saved by the preview."""
    page = legal_page(request, pk)
    lock = page.get_lock()
    if lock is not None and lock.for_user(request.user):
        messages.error(request, str(lock.get_message(request.user)))
        return redirect("wagtailadmin_pages:edit", page.pk)
    form = forms.LongTextForm(request.POST or None)
    parsed = None
    if request.method == "POST" and form.is_valid():
        parsed = entering.understood(plain_text(form.cleaned_data["text"]))
        if not parsed.blocks:
            form.add_error("text", _("No article, part or paragraph was found in this text."))
        elif "save" in request.POST:
            figures = entering.figures_in(page)
            entering.enter(page, parsed)
            page.save_revision(user=request.user, log_action=True)
            messages.success(request, _("The text is saved as a draft of the page."))
            if figures:
                messages.warning(request, kept(figures))
            return redirect("wagtailadmin_pages:edit", page.pk)
    figures = entering.figures_in(page)
    context = {
        "page": page,
        "form": form,
        "parsed": parsed,
        "consultation": page.consultation,
        "kept": kept(figures) if figures else "",
    }
    return render(request, "desk/long_text.html", context)


def kept(figures: int) -> str:
    words = ngettext(
        "%(number)s figure of the text stays, behind the provision that it stood behind.",
        "%(number)s figures of the text stay, each behind the provision that it stood behind.",
        figures,
    )
    return words % {"number": figures}


@require_POST
def add_page(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """One more page: a further explanation, or the text of the decision. Opens its editor."""
    consultation, _at = mine(request, pk)
    kind = ADDED.get(section)
    page = getattr(consultation, "page", None)
    if kind is None or page is None:
        raise Http404
    added = publishing.add_once(page, kind, by=request.user)
    if added is None:
        messages.warning(request, _("This page exists already."))
        return redirect("desk:desk", pk)
    return redirect("wagtailadmin_pages:edit", added.pk)


def legal_page(request: HttpRequest, pk: int) -> Any:
    page = get_object_or_404(Page, pk=pk).get_latest_revision_as_object()
    if not isinstance(page, DraftPage | DecisionPage):
        raise Http404
    at = clock.now()
    consultation = page.consultation
    may = permissions.can_draft(request.user, consultation, at) or permissions.is_office(
        request.user, at
    )
    if not may:
        raise Http404
    return page
