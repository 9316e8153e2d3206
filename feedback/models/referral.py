"""A question to another department about one point, and its unaltered answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultation.models import Department
from consultation.models.fields import acted_at, acted_by, both_or_neither
from feedback.enums import Outcome, ReferralState
from feedback.models.point import Point
from feedback.querysets import ReferralQuerySet


class Referral(models.Model):
    """`due_on` counts working days of the calendar; `is_due_provisional` while a year is missing;
    `remind_on` is the day of the next reminder, null after the last.

    The answer is the referred department's own; the lead may comment but not alter it (R56).
    `withdrawn_*` is the lead taking the question back; passing it on makes a new row.
    """

    point = models.ForeignKey(Point, models.PROTECT, related_name="referrals")
    department = models.ForeignKey(Department, models.PROTECT, related_name="referrals")
    question = models.TextField(_("question"))
    due_on = models.DateField(_("due on"))
    is_due_provisional = models.BooleanField(default=False)
    remind_on = models.DateField(null=True, editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=ReferralState, default=ReferralState.ASKED
    )
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    transferred_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="passed_on"
    )
    extended_at = acted_at(_("extended at"))
    extended_by = acted_by(_("extended by"))
    answer = models.TextField(_("answer"), blank=True)
    proposed_outcome = models.CharField(
        _("proposed outcome"), max_length=20, choices=Outcome, blank=True
    )
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    signer = models.CharField(_("signed by"), max_length=60, blank=True)
    answered_at = acted_at(_("answered at"))
    answered_by = acted_by(_("answered by"))
    returned_reason = models.CharField(_("reason of the return"), max_length=300, blank=True)
    returned_at = acted_at(_("returned at"))
    returned_by = acted_by(_("returned by"))
    withdrawn_at = acted_at(_("withdrawn at"))
    withdrawn_by = acted_by(_("withdrawn by"))

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        indexes = [
            models.Index(
                fields=["remind_on"],
                condition=Q(state=ReferralState.ASKED),
                name="referral_reminders",
            ),
            models.Index(
                fields=["department", "due_on"],
                condition=Q(state=ReferralState.ASKED),
                name="referrals_that_wait",
            ),
            models.Index(fields=["department", "asked_at"], name="referrals_asked_together"),
            models.Index(fields=["department", "answered_at", "id"], name="referrals_as_answered"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "department"],
                condition=Q(state=ReferralState.ASKED),
                name="a_department_is_asked_once_at_a_time",
            ),
            both_or_neither("extended", "a_referral_is_extended_by_somebody"),
            both_or_neither("answered", "an_answer_has_an_instant_and_a_person"),
            both_or_neither("returned", "a_return_has_an_instant_and_a_person"),
            both_or_neither("withdrawn", "a_recall_has_an_instant_and_a_person"),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.ANSWERED)
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="an_answered_referral_has_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point} → {self.department}"
