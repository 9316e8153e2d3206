"""The lock that explains why a standing text cannot be edited, and what to do instead."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.locks import BaseLock

from consultation import clock


class StandingLock(BaseLock):
    """Holds for everybody but the editor of an open erratum."""

    @classmethod
    def of(cls, page: Any) -> "StandingLock | None":
        return cls(page) if page.pk and page.stands(clock.now()) else None

    def for_user(self, user: Any) -> bool:
        erratum = self.object.open_erratum()
        return erratum is None or erratum.opened_by_id != user.pk

    def get_message(self, user: Any) -> Any:
        if not self.for_user(user):
            return None
        desk = reverse("desk:erratum", args=[self.object.consultation_id])
        return format_html(
            '{} <span class="buttons"><a class="button button-small button-secondary" href="{}">'
            "{}</a></span>",
            self.object.standing, desk, _("Open an erratum"),
        )  # fmt: skip

    def get_locked_by(self, user: Any) -> Any:
        return self.object.in_short

    def get_description(self, user: Any) -> Any:
        return self.object.standing
