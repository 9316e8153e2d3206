"""Combinations of filters that a clerk named and kept."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation


class KeptFilter(models.Model):
    """A clerk's own bookmark of one matter's queue; `query` is the address after the `?`."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=1000)

    class Meta:
        verbose_name = _("kept filter")
        verbose_name_plural = _("kept filters")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "consultation", "name"], name="a_filter_is_kept_once_by_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name
