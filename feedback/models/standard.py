"""Reasons that a department offers its clerks, with blanks to fill."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consultation.models import Department
from consultation.models.fields import acted_at, acted_by, both_or_neither
from feedback.enums import Outcome


class StandardReason(models.Model):
    """Never edited: a better wording is a new one, and the old one is retired.

    A blank is 【what goes in】 or a line of underscores; an answer with one left is refused.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="standard_reasons")
    name = models.CharField(_("name"), max_length=60)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    text = models.TextField(_("reason (public)"))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    retired_at = acted_at(_("retired at"))
    retired_by = acted_by(_("retired by"))

    class Meta:
        verbose_name = _("standard reason")
        verbose_name_plural = _("standard reasons")
        constraints = [
            both_or_neither("retired", "a_retirement_has_an_instant_and_a_person"),
        ]

    def __str__(self) -> str:
        return self.name
