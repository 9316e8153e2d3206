"""The weighing screens in Wagtail's menu and addresses."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from consultation import clock
from feedback import waiting

COUNTED = 1000


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [path("weighing/", include("feedback.admin.urls", namespace="weighing"))]


class Waiting(MenuItem):  # type: ignore[misc]
    """A menu item that says how many wait for this person, counted to a thousand."""

    def __init__(self, label: Any, url: str, number: Callable[[Any, datetime], int], **more: Any):
        super().__init__(label, url, **more)
        self.number = number

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        number = self.number(request.user, clock.now())
        if number:
            shown = f"{COUNTED}+" if number > COUNTED else str(number)
            component.label = f"{component.label} {shown}"
        return component


def counted(rows: Callable[[Any, datetime], Any]) -> Callable[[Any, datetime], int]:
    return lambda user, at: int(rows(user, at)[: COUNTED + 1].count())


def to_decide_on(user: Any, at: datetime) -> int:
    return waiting.to_decide_on(user, at).counted_to(COUNTED + 1)


@hooks.register("register_admin_menu_item")
def referrals() -> MenuItem:
    return Waiting(
        _("Referred to us"), reverse("weighing:referrals"), counted(waiting.to_answer),
        icon_name="mail", order=20,
    )  # fmt: skip


@hooks.register("register_admin_menu_item")
def overdue() -> MenuItem:
    return Waiting(
        _("Overdue answers"), reverse("weighing:overdue"), counted(waiting.overdue),
        icon_name="warning", order=25,
    )  # fmt: skip


@hooks.register("register_admin_menu_item")
def signing() -> MenuItem:
    return Waiting(
        _("Waiting for my signature"), reverse("weighing:signing"), counted(waiting.to_sign),
        icon_name="edit", order=30,
    )  # fmt: skip


@hooks.register("register_admin_menu_item")
def personal_data() -> MenuItem:
    return Waiting(
        _("Personal data"), reverse("weighing:privacy_list"), to_decide_on,
        icon_name="lock", order=35,
    )  # fmt: skip


@hooks.register("register_admin_menu_item")
def standard_reasons() -> MenuItem:
    return MenuItem(
        _("Standard reasons"), reverse("weighing:reasons"), icon_name="list-ul", order=45
    )


@hooks.register("register_admin_menu_item")
def promises() -> MenuItem:
    return MenuItem(_("Promises"), reverse("weighing:promises"), icon_name="success", order=40)
