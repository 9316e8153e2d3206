"""A comment, and apart from it the person who sent it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultation.enums import Channel
from consultation.models import CommentPeriod, Consultation, Provision
from consultation.models.fields import acted_at, acted_by, both_or_neither
from consultation.storage import private
from feedback.enums import FindingKind, Remark, Resolution, Stance, Visibility
from feedback.querysets import BesideQuerySet, CommentQuerySet


class Comment(models.Model):
    """One submission (意见, 条). Title and body are never changed after receipt.

    `person` is the ordinal of the distinct contact within the consultation, so that people can
    be counted after contacts are erased; null until the drainer numbers it. `signatories` is
    what a letter carries. `printed_label` is what an imported page said of it.
    """

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="comments")
    period = models.ForeignKey(CommentPeriod, models.PROTECT, null=True, related_name="comments")
    receipt_number = models.CharField(_("receipt number"), max_length=32, unique=True)
    query_code_hash = models.CharField(max_length=128, editable=False)
    register_number = models.PositiveIntegerField(
        _("register number"), null=True, unique=True, editable=False
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    received_at = models.DateTimeField(_("received at"))
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("comment"))
    stance = models.CharField(_("stance"), max_length=10, choices=Stance, blank=True)
    organisation = models.CharField(_("organisation"), max_length=480, blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    provisions = models.ManyToManyField(Provision, blank=True, related_name="comments")

    written_on = models.DateField(_("written on"), null=True, blank=True)
    postmarked_on = models.DateField(_("postmark"), null=True, blank=True)
    signatories = models.PositiveIntegerField(_("signatories"), default=1)
    is_late = models.BooleanField(_("late, read but not counted"), default=False)
    lateness_reason = models.CharField(_("why it counts"), max_length=300, blank=True)
    entered_at = acted_at(_("entered at"))
    entered_by = acted_by(_("entered by"))

    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PRIVATE)
    consents_to_text = models.BooleanField(_("text may be shown"), default=False)
    consents_to_name = models.BooleanField(_("name may be shown"), default=False)
    wants_result = models.BooleanField(_("to be told the result by e-mail"), default=False)
    masked_title = models.CharField(max_length=200, blank=True)
    masked_body = models.TextField(blank=True)
    masked_name = models.CharField(max_length=80, blank=True, editable=False)
    withheld_reason = models.CharField(_("reason"), max_length=300, blank=True)
    withheld_at = acted_at(_("withheld at"))
    withheld_by = acted_by(_("withheld by"))
    confirmed_at = acted_at(_("checked at"))
    confirmed_by = acted_by(_("checked by"))

    flags = models.JSONField(_("remarks of the intake"), default=list)
    person = models.PositiveIntegerField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    printed_label = models.CharField(_("label as printed"), max_length=40, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [
            models.Index(fields=["consultation", "-received_at", "-id"], name="comment_queue"),
            models.Index(
                fields=["consultation", "channel", "received_at", "id"],
                name="comment_queue_by_channel",
            ),
            models.Index(
                fields=["consultation", "stance", "received_at", "id"],
                name="comment_queue_by_stance",
            ),
            models.Index(
                fields=["consultation", "-received_at", "-id"],
                condition=Q(visibility=Visibility.PUBLISHED, withdrawn_at=None),
                name="comments_that_are_shown",
            ),
            models.Index(
                fields=["id", "consultation"],
                condition=Q(visibility=Visibility.PENDING, withdrawn_at=None),
                name="comments_that_wait_to_be_shown",
            ),
            models.Index(
                fields=["id"],
                condition=Q(withdrawn_at__isnull=False) | Q(is_late=True),
                name="comments_outside_the_count",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(signatories__gte=1), name="a_comment_has_a_signatory"
            ),
            models.CheckConstraint(
                condition=~Q(visibility=Visibility.WITHHELD) | ~Q(withheld_reason=""),
                name="a_comment_is_withheld_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(visibility=Visibility.PUBLISHED) | Q(confirmed_at__isnull=False),
                name="a_comment_is_shown_only_after_a_check",
            ),
            both_or_neither("entered", "an_entry_has_an_instant_and_a_person"),
            both_or_neither("withheld", "a_withholding_has_an_instant_and_a_person"),
            both_or_neither("confirmed", "a_check_has_an_instant_and_a_person"),
        ]

    def __str__(self) -> str:
        return self.receipt_number

    @property
    def remarks(self) -> list[Any]:
        """The labels of `flags`, in their order."""
        return [Remark(flag).label for flag in self.flags if flag in Remark.values]


class BesideComment(models.Model):
    """What hangs on one comment and lies where it lies, divided by consultation or not.

    `consultation` is that of the comment, repeated so that it can be part of every key.
    """

    comment: Any
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="+", editable=False, db_index=False
    )

    objects = BesideQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.consultation_id = self.comment.consultation_id
        super().save(*args, **kwargs)


class Respondent(BesideComment):
    """Name and contact, encrypted and bound to their row; joined by no public query.

    `contact_hash` is a keyed hash of the normalised contact within one consultation.
    """

    comment = models.OneToOneField(Comment, models.PROTECT, related_name="respondent")
    name_cipher = models.TextField(blank=True)
    contact_cipher = models.TextField(blank=True)
    contact_hash = models.CharField(max_length=32, blank=True, db_index=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("respondent")
        verbose_name_plural = _("respondents")


class Attachment(BesideComment):
    """The scan of a letter or a file received; served only to staff of the department.

    Once erased, what stays is that there was one, its kind, size and digest.
    """

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="attachments")
    file = models.FileField(_("file"), upload_to="attachments/%Y/%m/", storage=private)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(name=""), name="an_erased_scan_has_no_name"
            ),
        ]


class Finding(BesideComment):
    """Personal data found in a text; blocks publication until a person settled it (R40)."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="findings")
    field = models.CharField(max_length=20)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=FindingKind)
    resolution = models.CharField(max_length=10, choices=Resolution, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    settled_at = acted_at(_("settled at"))
    settled_by = acted_by(_("settled by"))

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        indexes = [
            models.Index(
                fields=["comment", "consultation"],
                condition=Q(settled_at=None),
                name="findings_that_nobody_settled",
            ),
        ]
        constraints = [
            both_or_neither("settled", "a_finding_is_settled_by_somebody"),
            models.CheckConstraint(
                condition=~Q(resolution=Resolution.OVERRULED) | ~Q(reason=""),
                name="an_overruled_finding_has_a_reason",
            ),
        ]
