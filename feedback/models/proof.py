"""What a published report commits itself to: who was counted how, and one root over all of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.enums import Counting
from feedback.models.comment import Comment
from feedback.models.report import Report


class ProvenComment(models.Model):
    """How a report counted one received comment. Insert-only; it outlives withdrawal and erasure.

    `digest` covers the words under `salt`, which only the author can look up; the order of the
    leaves is that of the digests. `person` is equal for one person within one report and empty
    without a contact; `text` likewise for the comments of one confirmed group. `units` are the
    points counted, signed or not.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="proven")
    comment = models.ForeignKey(Comment, models.PROTECT, related_name="proven")
    digest = models.CharField(max_length=64)
    salt = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=Counting)
    channel = models.CharField(max_length=10)
    person = models.CharField(max_length=16, blank=True)
    text = models.CharField(max_length=16, blank=True)
    signatories = models.PositiveIntegerField()
    units = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("counted comment")
        verbose_name_plural = _("counted comments")
        constraints = [
            models.UniqueConstraint(fields=["report", "digest"], name="leaves_stand_in_order"),
            models.UniqueConstraint(fields=["report", "comment"], name="a_comment_is_a_leaf_once"),
        ]


class Proof(models.Model):
    """`blocks` are the roots over every thousand or so leaves, so that a path is found quickly;
    `digest` is what the report prints: it covers words, figures and all roots.

    `format` is that of the manifest: 1 leaves out what format 2 seals as well, the tables by topic
    and article and, under `views_root`, every view with the people who raised it.
    """

    report = models.OneToOneField(Report, models.PROTECT, related_name="proof")
    format = models.PositiveSmallIntegerField(default=1, db_default=1)
    count = models.PositiveIntegerField()
    blocks = models.JSONField()
    root = models.CharField(max_length=64)
    points_root = models.CharField(max_length=64)
    views_root = models.CharField(max_length=64, blank=True, db_default="")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("proof of a report")
        verbose_name_plural = _("proofs of reports")
