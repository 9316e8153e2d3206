"""The desk in Wagtail's menu and addresses."""

from typing import Any

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [path("desk/", include("cms.desk.urls", namespace="desk"))]


@hooks.register("register_admin_menu_item")
def desks() -> MenuItem:
    return MenuItem(_("Desks"), reverse("desk:desks"), icon_name="calendar-check", order=10)


@hooks.register("register_admin_menu_item")
def long_work() -> MenuItem:
    return MenuItem(_("Long work"), reverse("desk:jobs"), icon_name="tasks", order=50)


@hooks.register("construct_main_menu")
def name_pages(request: Any, items: list[MenuItem]) -> None:
    """Wagtail's Chinese for its pages means page breaks."""
    for item in items:
        if item.name == "explorer":
            item.label = pgettext_lazy("menu", "Pages")


@hooks.register("construct_help_menu")
def stay_here(request: Any, items: list[MenuItem]) -> None:
    """Many offices cannot reach the sites that Wagtail's help leads to."""
    items[:] = [item for item in items if "://" not in str(item.url)]
