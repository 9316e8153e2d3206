"""Hooks into Wagtail's admin: department walls, refusals in words, no superuser shortcuts."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks

from cms.access import may_enter, walled
from cms.desk import hooks as desk_hooks  # noqa: F401 — registers the desk
from cms.models import SectionPage
from consultation import clock
from consultation.errors import DomainError


@hooks.register("construct_explorer_page_queryset")
def wall_the_explorer(parent: Any, pages: Any, request: HttpRequest) -> Any:
    return walled(pages, request.user)


@hooks.register("construct_page_chooser_queryset")
def wall_the_chooser(pages: Any, request: HttpRequest) -> Any:
    return walled(pages, request.user)


@hooks.register("before_edit_page")
def wall_the_editor(request: HttpRequest, page: Any) -> HttpResponse | None:
    if not may_enter(page, request.user):
        return HttpResponse(status=404)
    return None


@hooks.register("before_publish_page")
def refuse_in_words(request: HttpRequest, page: Any) -> HttpResponse | None:
    """What the page would refuse while publishing is said before, as a message."""
    if isinstance(page, SectionPage):
        try:
            page.before_going_live(by=request.user, at=clock.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("wagtailadmin_pages:edit", page.pk)
    return None


def refuse_change(request: HttpRequest, page: Any) -> HttpResponse | None:
    if isinstance(page.specific, SectionPage):
        try:
            page.specific.before_changing(by=request.user, at=clock.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("before_unpublish_page")
def refuse_unpublishing(request: HttpRequest, page: Any) -> HttpResponse | None:
    return refuse_change(request, page)


@hooks.register("before_delete_page")
def refuse_deleting(request: HttpRequest, page: Any) -> HttpResponse | None:
    return refuse_change(request, page)


@hooks.register("before_move_page")
def refuse_moving(request: HttpRequest, page: Any, destination: Any) -> HttpResponse | None:
    return refuse_change(request, page)
