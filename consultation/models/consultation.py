"""The aggregate root of one case, its comment periods and their interruptions."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultation.enums import DocumentType
from consultation.models.department import Department
from consultation.models.fields import acted_at, acted_by, both_or_neither
from consultation.models.profile import ProcedureProfile
from consultation.querysets import CommentPeriodQuerySet, ConsultationQuerySet


class Consultation(models.Model):
    """One matter from notice to decision. Facts only: the stage is derived in `stages`.

    `published_*` is the act by which its notice became public, `reported_*` the first final
    report, `deliberated_*` and `decided_*` the publication of meeting and decision,
    `withdrawn_*` its end without one.
    """

    slug = models.SlugField(_("address"), max_length=80, unique=True, allow_unicode=True)
    title = models.CharField(_("title"), max_length=250)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    topic = models.CharField(_("topic"), max_length=40, blank=True)
    document_type = models.CharField(
        _("document type"), max_length=12, choices=DocumentType, default=DocumentType.DECISION
    )
    decision_body = models.ForeignKey(
        Department, models.PROTECT, related_name="decides", verbose_name=_("decision body")
    )
    lead = models.ForeignKey(
        Department, models.PROTECT, related_name="leads", verbose_name=_("lead department")
    )
    joint = models.ManyToManyField(
        Department, blank=True, related_name="joins", verbose_name=_("joint departments")
    )
    profile = models.ForeignKey(
        ProcedureProfile, models.PROTECT, related_name="+", verbose_name=_("procedure")
    )
    is_contact_optional = models.BooleanField(_("contact is optional"), default=False)
    shows_totals = models.BooleanField(_("show totals while open"), default=True)
    shows_comments = models.BooleanField(_("show confirmed comments"), default=False)
    email = models.EmailField(_("e-mail for comments"), blank=True)
    postal_address = models.CharField(_("postal address for comments"), max_length=200, blank=True)
    phone = models.CharField(_("telephone for questions"), max_length=60, blank=True)

    created_at = models.DateTimeField(_("created at"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+"
    )
    imported_at = acted_at(_("imported at"))
    imported_by = acted_by(_("imported by"))
    imported_from = models.CharField(_("imported from"), max_length=300, blank=True)
    import_digest = models.CharField(max_length=64, null=True, unique=True, editable=False)
    published_at = acted_at(_("published at"))
    published_by = acted_by(_("published by"))
    reported_at = acted_at(_("report published at"))
    reported_by = acted_by(_("report published by"))
    deliberated_at = acted_at(_("deliberation published at"))
    deliberated_by = acted_by(_("deliberation published by"))
    decided_at = acted_at(_("decision published at"))
    decided_by = acted_by(_("decision published by"))
    withdrawn_at = acted_at(_("withdrawn at"))
    withdrawn_by = acted_by(_("withdrawn by"))
    withdrawal_reason = models.CharField(_("reason of withdrawal"), max_length=500, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints = [
            both_or_neither("imported", "an_import_has_an_instant_and_a_person"),
            both_or_neither("published", "a_publication_has_an_instant_and_a_person"),
            both_or_neither("reported", "a_reporting_has_an_instant_and_a_person"),
            both_or_neither("deliberated", "a_deliberation_has_an_instant_and_a_person"),
            both_or_neither("decided", "a_decision_has_an_instant_and_a_person"),
            both_or_neither("withdrawn", "a_withdrawal_has_an_instant_and_a_person"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawal_reason=""),
                name="a_withdrawal_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultation:notice", kwargs={"slug": self.slug})

    @property
    def current_period(self) -> "CommentPeriod | None":
        """The latest round, from prefetched `periods` where there are any."""
        return max(self.periods.all(), key=lambda period: period.number, default=None)


class CommentPeriod(models.Model):
    """A half-open round `opens_at ≤ at < closes_at`; the latest round counts for the clock."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="periods")
    number = models.PositiveSmallIntegerField(_("round"), default=1)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    reason = models.CharField(_("reason of a further round"), max_length=500, blank=True)
    shortened_reason = models.CharField(_("reason of a short period"), max_length=500, blank=True)
    scheduled_at = acted_at(_("scheduled at"))
    scheduled_by = acted_by(_("scheduled by"))

    objects = CommentPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment period")
        verbose_name_plural = _("comment periods")
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="a_round_exists_once"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="a_period_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="a_further_round_has_a_reason"
            ),
            both_or_neither("scheduled", "a_schedule_has_an_instant_and_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.consultation} · {self.number}"


class Extension(models.Model):
    """A later closing instant, given while the period was running; the old one stays (R18)."""

    period = models.ForeignKey(CommentPeriod, models.PROTECT, related_name="extensions")
    closed_at = models.DateTimeField(_("closing before"))
    closes_at = models.DateTimeField(_("closing after"))
    reason = models.CharField(_("reason"), max_length=500)
    extended_at = models.DateTimeField(_("extended at"))
    extended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("closed_at")), name="an_extension_only_lengthens"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_extension_has_a_reason"),
        ]


class Suspension(models.Model):
    """An interruption of a running period; resuming adds the suspended days."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="suspensions")
    reason = models.CharField(_("reason"), max_length=500)
    suspended_at = models.DateTimeField(_("suspended at"))
    suspended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    resumed_at = acted_at(_("resumed at"))
    resumed_by = acted_by(_("resumed by"))

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(resumed_at=None),
                name="one_suspension_runs_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_suspension_has_a_reason"),
            models.CheckConstraint(
                condition=Q(resumed_at=None) | Q(resumed_at__gt=F("suspended_at")),
                name="a_suspension_ends_after_it_begins",
            ),
            both_or_neither("resumed", "a_resumption_has_an_instant_and_a_person"),
        ]
