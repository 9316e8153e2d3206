"""Who did what, when; sealed into a chain afterwards so that no write waits for another."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consultation.models.consultation import Consultation


class AuditEvent(models.Model):
    """One act. `detail` holds identifiers, numbers and reasons; never a citizen's words."""

    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("by"),
    )  # fmt: skip
    verb = models.CharField(_("act"), max_length=60)
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, related_name="events", db_index=False
    )
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="event_by_subject"),
            models.Index(fields=["consultation", "id"], name="events_of_a_matter"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.verb}"


class AuditLink(models.Model):
    """The seal of one event: `hash` covers the previous hash and the event's canonical bytes."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, models.PROTECT, related_name="link")
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit link")
        verbose_name_plural = _("audit links")
