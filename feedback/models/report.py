"""The feedback report: its words, its frozen figures and entries, and the promises it makes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consultation.models import CommentPeriod, Consultation, Department
from consultation.models.fields import acted_at, acted_by, both_or_neither
from feedback.enums import Outcome, ReportKind
from feedback.models.point import Point
from feedback.querysets import CommitmentQuerySet, ReportQuerySet


class Report(models.Model):
    """`figures` and the entries are frozen on publication and covered by `digest`.

    `drafted_*` is the last person who changed a word and `revision` rises with every change.
    A correction is a new row with the next `version` and a `correction_note`; the old one stays.
    `tally` has the number of opinions and the rows by topic and by articles, for whoever pages.
    `printed_figures` is what an imported page printed, kept beside the derived figures (R58).
    """

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="reports")
    period = models.ForeignKey(CommentPeriod, models.PROTECT, null=True, related_name="reports")
    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind, default=ReportKind.FINAL)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title = models.CharField(_("title"), max_length=250)
    introduction = models.TextField(_("introduction"), blank=True)
    summary = models.TextField(_("summary by topic"), blank=True)
    closing = models.TextField(_("closing words"), blank=True)
    correction_note = models.CharField(_("what was corrected"), max_length=500, blank=True)
    signed_as = models.CharField(_("signature"), max_length=200)
    signed_on = models.DateField(_("date of signature"), null=True, blank=True)
    figures = models.JSONField(default=dict, editable=False)
    tally = models.JSONField(default=dict, editable=False)
    is_imported = models.BooleanField(default=False, editable=False)
    printed_figures = models.JSONField(default=dict, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    drafted_at = models.DateTimeField(_("drafted at"))
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = acted_at(_("published at"))
    published_by = acted_by(_("published by"))

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback report")
        verbose_name_plural = _("feedback reports")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "kind", "version"], name="a_report_version_exists_once"
            ),
            both_or_neither("published", "a_report_is_published_by_somebody"),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(correction_note=""),
                name="a_corrected_report_says_what_was_corrected",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(digest=""),
                name="a_published_report_is_sealed",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None)
                | Q(is_imported=True)
                | ~Q(published_by=F("drafted_by")),
                name="nobody_publishes_their_own_report",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReportEntry(models.Model):
    """One point as the report printed it. Insert-only.

    `opinion` is equal for the rows that say and answer the same; numbered in the printed order.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="entries")
    point = models.ForeignKey(Point, models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    opinion = models.PositiveIntegerField(default=0)
    text = models.TextField()
    provisions = models.CharField(max_length=300, blank=True)
    topic = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome)
    reason = models.TextField(blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("report entry")
        verbose_name_plural = _("report entries")
        indexes = [
            models.Index(fields=["report", "opinion", "position"], name="entries_by_opinion"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="entries_stand_in_order"),
            models.UniqueConstraint(fields=["report", "point"], name="a_point_is_reported_once"),
        ]


class Commitment(models.Model):
    """A promise made in an answer, with an owner and, where given, a day (R66). Public."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="commitments")
    point = models.ForeignKey(Point, models.PROTECT, null=True, related_name="commitments")
    text = models.CharField(_("promise"), max_length=300)
    owner = models.ForeignKey(
        Department, models.PROTECT, related_name="commitments", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    fulfilled_at = acted_at(_("fulfilled at"))
    fulfilled_by = acted_by(_("fulfilled by"))
    fulfilment = models.CharField(_("how it was kept"), max_length=300, blank=True)
    fulfilment_url = models.URLField(_("where to see it"), blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [
            both_or_neither("fulfilled", "a_fulfilment_has_an_instant_and_a_person"),
        ]

    def __str__(self) -> str:
        return self.text
