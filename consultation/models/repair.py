"""Damage found while importing: what stood there, what is proposed, what a person said (R7, R8)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consultation.enums import RepairKind, Section
from consultation.models.consultation import Consultation
from consultation.models.fields import acted_at, acted_by, both_or_neither


class Repair(models.Model):
    """`is_proven`: the sequence proves it, so it was applied; the others wait for a person."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="repairs")
    section = models.CharField(max_length=16, choices=Section)
    kind = models.CharField(max_length=16, choices=RepairKind)
    line = models.PositiveIntegerField(_("line"))
    found = models.CharField(_("found"), max_length=300)
    proposed = models.CharField(_("proposed"), max_length=300)
    context = models.CharField(_("context"), max_length=300, blank=True)
    is_proven = models.BooleanField(default=False)
    accepted = models.CharField(_("accepted"), max_length=300, blank=True)
    settled_at = acted_at(_("settled at"))
    settled_by = acted_by(_("settled by"))

    class Meta:
        verbose_name = _("repair")
        verbose_name_plural = _("repairs")
        constraints = [
            both_or_neither("settled", "a_settlement_has_an_instant_and_a_person"),
        ]
