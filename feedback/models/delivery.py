"""Telling authors what became of their points: one mail for each report and comment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.enums import DeliveryState
from feedback.models.comment import Comment
from feedback.models.report import Report


class Delivery(models.Model):
    """`SENDING` is written before the mail leaves, so that none leaves twice. No address in it."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="deliveries")
    comment = models.ForeignKey(Comment, models.PROTECT, related_name="deliveries")
    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING
    )
    asked_at = models.DateTimeField(_("asked at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    error = models.CharField(_("error"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "comment"], name="an_author_is_told_once_a_report"
            ),
        ]
