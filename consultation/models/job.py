"""Long work that somebody asked for: how far it is, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultation.enums import JobState
from consultation.models.consultation import Consultation
from consultation.models.fields import acted_at, acted_by, both_or_neither
from consultation.querysets import JobQuerySet
from consultation.storage import private


class Job(models.Model):
    """`kind` is a key of `settings.JOBS`; `arguments` hold JSON values, identifiers not words.

    `seen_at` is the last sign of life of whoever works on it; `tries` counts those who took it
    and tells the one at work from one who was taken for dead. `total` is null while unknown.
    """

    kind = models.CharField(_("kind"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    arguments = models.JSONField(default=dict)
    consultation = models.ForeignKey(Consultation, models.PROTECT, null=True, related_name="jobs")
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    begun_at = models.DateTimeField(_("begun at"), null=True)
    seen_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("total"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    failed_at = models.DateTimeField(_("failed at"), null=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    cancelled_at = acted_at(_("cancelled at"))
    cancelled_by = acted_by(_("cancelled by"))
    file = models.FileField(_("file"), upload_to="jobs/%Y/%m/", storage=private, blank=True)
    file_name = models.CharField(_("name"), max_length=200, blank=True)
    file_type = models.CharField(max_length=100, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            both_or_neither("cancelled", "a_cancellation_has_an_instant_and_a_person"),
            models.CheckConstraint(
                condition=Q(finished_at=None, failed_at=None)
                | Q(finished_at=None, cancelled_at=None)
                | Q(failed_at=None, cancelled_at=None),
                name="a_job_ends_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["seen_at"],
                condition=Q(finished_at=None, failed_at=None, cancelled_at=None),
                name="job_unended",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> JobState:
        if self.cancelled_at:
            return JobState.CANCELLED
        if self.failed_at:
            return JobState.FAILED
        if self.finished_at:
            return JobState.FINISHED
        return JobState.RUNNING if self.seen_at else JobState.WAITING

    @property
    def is_ended(self) -> bool:
        return self.state in (JobState.CANCELLED, JobState.FAILED, JobState.FINISHED)
