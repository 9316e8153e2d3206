"""The meeting that deliberated and the decision that followed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultation.enums import DisclosureAttribute, MeetingResult
from consultation.models.consultation import Consultation
from consultation.models.fields import acted_at, acted_by, both_or_neither
from consultation.models.text import TextVersion


class Deliberation(models.Model):
    """A meeting record (R69). `dissent` is internal and appears on no public page."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="deliberations")
    meeting = models.CharField(_("meeting"), max_length=120)
    meeting_number = models.PositiveIntegerField(_("number of the meeting"), null=True, blank=True)
    held_on = models.DateField(_("date"), null=True, blank=True)
    undisclosed_reason = models.CharField(
        _("reason why the date is not disclosed"), max_length=300, blank=True
    )
    result = models.CharField(_("result"), max_length=20, choices=MeetingResult)
    public_line = models.TextField(_("public record"))
    required_changes = models.TextField(_("changes required"), blank=True)
    dissent = models.TextField(_("dissent (internal)"), blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = acted_at(_("published at"))
    published_by = acted_by(_("published by"))

    class Meta:
        verbose_name = _("deliberation")
        verbose_name_plural = _("deliberations")
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on__isnull=False) | ~Q(undisclosed_reason=""),
                name="a_meeting_has_a_date_or_a_reason",
            ),
            both_or_neither("published", "a_deliberation_is_published_by_somebody"),
        ]

    def __str__(self) -> str:
        return self.meeting


class Decision(models.Model):
    """The formal head of the decision (R71); its words are the `text` version."""

    consultation = models.OneToOneField(Consultation, models.PROTECT, related_name="decision")
    title = models.CharField(_("title"), max_length=250)
    document_number = models.CharField(_("document number"), max_length=60)
    document_date = models.DateField(_("date of the document"))
    issuer = models.CharField(_("issuer"), max_length=120)
    addressees = models.TextField(_("addressees"), blank=True)
    disclosure = models.CharField(
        _("disclosure"), max_length=12, choices=DisclosureAttribute,
        default=DisclosureAttribute.PROACTIVE,
    )  # fmt: skip
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    text = models.OneToOneField(TextVersion, models.PROTECT, null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = acted_at(_("published at"))
    published_by = acted_by(_("published by"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            both_or_neither("published", "a_decision_is_published_by_somebody"),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(text__isnull=False),
                name="a_published_decision_has_a_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.document_number}"
