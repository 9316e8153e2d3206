"""Hooks into Wagtail's admin: department walls, refusals in words, no superuser shortcuts."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from cms import media, pictures
from cms.access import walled
from cms.desk import hooks as desk_hooks  # noqa: F401 — registers the desk
from cms.models import ConsultationIndexPage, ConsultationPage, LegalTextPage, SectionPage
from cms.models.section import announce
from cms.registers import Registers
from consultation import clock
from consultation.errors import DomainError


@hooks.register("construct_explorer_page_queryset")
def wall_the_explorer(parent: Any, pages: Any, request: HttpRequest) -> Any:
    return walled(pages, request.user)


@hooks.register("construct_page_chooser_queryset")
def wall_the_chooser(pages: Any, request: HttpRequest) -> Any:
    return walled(pages, request.user)


@hooks.register("construct_page_action_menu")
def offer_no_shortcut(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Pages of a matter go live by the approval of a second person."""
    page = context.get("page") or context.get("parent_page")
    if isinstance(page.specific, SectionPage | ConsultationIndexPage):
        items[:] = [item for item in items if item.name != "action-publish"]


@hooks.register("before_publish_page")
def refuse_shortcut(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Wagtail's editor would publish past `Page.publish`, and the author's own words.

    The words are saved as a revision before this is asked.
    """
    if not isinstance(page, SectionPage):
        return None
    messages.error(
        request, _("The words are saved. Submit them for approval: a second person publishes.")
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_unpublish_page")
def unpublish(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Through the page's own verb, which Wagtail's view would pass by."""
    chosen = [page]
    if request.POST.get("include_descendants"):
        chosen += page.get_descendants().live().specific()
    try:
        with transaction.atomic():
            for one in chosen:
                one.unpublish(user=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("wagtailadmin_pages:edit", page.pk)
    messages.success(request, _("“%(title)s” is unpublished.") % {"title": page.title})
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("after_publish_page")
def tell_search(request: HttpRequest, page: Any) -> None:
    """Wagtail's editor publishes guidance past `Page.publish`."""
    if not isinstance(page, SectionPage):
        announce(None)


@hooks.register("before_delete_page")
def refuse_deleting(request: HttpRequest, page: Any) -> HttpResponse | None:
    at = clock.now()
    try:
        for one in page.get_descendants(inclusive=True).specific():
            if isinstance(one, SectionPage):
                one.before_deleting(by=request.user, at=at)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("before_move_page")
def refuse_moving(request: HttpRequest, page: Any, destination: Any) -> HttpResponse | None:
    if isinstance(page.specific, SectionPage):
        try:
            page.specific.before_moving(destination, by=request.user, at=clock.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("before_bulk_action")
def refuse_in_bulk(
    request: HttpRequest, action: str, objects: Any, view: Any
) -> HttpResponse | None:
    """Each page of a matter is an act of its own, with its own rules."""
    touched = [one for one in objects if isinstance(one, Page)]
    for page in touched:
        if page.get_descendants(inclusive=True).type(SectionPage).exists():
            messages.error(request, _("Pages of a matter are changed one by one."))
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return pictures.refuse_in_bulk(request, action, objects)


@hooks.register("before_copy_page")
def refuse_copying(request: HttpRequest, page: Any) -> HttpResponse | None:
    if isinstance(page.specific, ConsultationPage):
        messages.error(request, _("A new matter begins at the desk, with its own process."))
        return redirect("desk:create")
    return None


@hooks.register("after_copy_page")
def renew_identities(request: HttpRequest, page: Any, copy: Any) -> None:
    if isinstance(copy.specific, LegalTextPage):
        copy.specific.renew_identities()


@hooks.register("before_serve_document")
def guard_documents(document: Any, request: HttpRequest) -> HttpResponse | None:
    return media.document(document, request)


@hooks.register("register_admin_viewset")
def registers() -> Registers:
    return Registers()
