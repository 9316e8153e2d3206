"""What the one door needs: keys that make a submission happen once, windows that count attempts."""

from django.db import models

from consultation.models import Consultation
from feedback.models.comment import Comment


class IntakeKey(models.Model):
    """The idempotency key of one form: claimed first, tied to its comment in one transaction."""

    key = models.UUIDField(primary_key=True)
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    comment = models.OneToOneField(Comment, models.PROTECT, null=True, related_name="intake_key")
    claimed_at = models.DateTimeField()


class RateWindow(models.Model):
    """Attempts of one hashed origin in one window of one scope."""

    scope = models.CharField(max_length=20)
    origin = models.CharField(max_length=32)
    starts_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "origin", "starts_at"], name="a_window_counts_once"
            ),
        ]
