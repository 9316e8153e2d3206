"""The desk in Wagtail's menu and addresses."""

from typing import Any

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
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
