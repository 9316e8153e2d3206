"""The weighing screens in Wagtail's menu and addresses."""

from typing import Any

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [path("weighing/", include("feedback.admin.urls", namespace="weighing"))]


@hooks.register("register_admin_menu_item")
def referrals() -> MenuItem:
    return MenuItem(_("Referred to us"), reverse("weighing:referrals"), icon_name="mail", order=20)


@hooks.register("register_admin_menu_item")
def signing() -> MenuItem:
    return MenuItem(
        _("Waiting for my signature"), reverse("weighing:signing"), icon_name="edit", order=30
    )


@hooks.register("register_admin_menu_item")
def promises() -> MenuItem:
    return MenuItem(_("Promises"), reverse("weighing:promises"), icon_name="success", order=40)
