"""When each section of a consultation became public, and whether it still is."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultation.enums import Section
from consultation.models.consultation import Consultation
from consultation.models.fields import acted_at, acted_by, both_or_neither


class SectionPublication(models.Model):
    """One row per section that ever became public. `published_at` is its first publication and
    is never back-dated (R21); `held_*` is set while the section is withdrawn from view.
    """

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="publications")
    section = models.CharField(_("section"), max_length=16, choices=Section)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    held_at = acted_at(_("held back at"))
    held_by = acted_by(_("held back by"))
    held_reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("publication of a section")
        verbose_name_plural = _("publications of sections")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "section"], name="a_section_is_published_once"
            ),
            both_or_neither("held", "holding_back_has_an_instant_and_a_person"),
            models.CheckConstraint(
                condition=Q(held_at=None) | ~Q(held_reason=""),
                name="a_section_is_held_back_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation} · {self.get_section_display()}"
