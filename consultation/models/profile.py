"""Rules of procedure as dated data (R15): a new law is a new row, not new code."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consultation.enums import Counting
from consultation.querysets import ProcedureProfileQuerySet


class ProcedureProfile(models.Model):
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    minimum_days = models.PositiveSmallIntegerField(_("shortest period"))
    counting = models.CharField(
        _("counting"), max_length=10, choices=Counting, default=Counting.CALENDAR
    )
    report_due_days = models.PositiveSmallIntegerField(
        _("report due, working days after closing"), default=20
    )
    report_warn_days = models.PositiveSmallIntegerField(
        _("warn, working days after closing"), default=15
    )
    referral_due_days = models.PositiveSmallIntegerField(
        _("answer to a referral, working days"), default=10
    )
    decision_due_days = models.PositiveSmallIntegerField(
        _("decision published, working days after the meeting"), default=20
    )

    objects = ProcedureProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("procedure profile")
        verbose_name_plural = _("procedure profiles")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"], name="a_profile_starts_once_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="a_profile_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day on which the kept library is missing or wrong; it overrides the library (R17)."""

    date = models.DateField(_("date"), unique=True)
    is_working = models.BooleanField(_("working day"))
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d}"
