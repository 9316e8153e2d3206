"""Comments that say the same: proposed by the machine, confirmed by people (R49)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from consultation.models.fields import acted_at, acted_by, both_or_neither
from feedback.models.comment import Comment
from feedback.models.point import Point
from feedback.querysets import GroupMemberQuerySet, GroupQuerySet


class CommentGroup(models.Model):
    """`text` is the common text, as one member wrote it; `proposed_by` asked for the search;
    `answer` holds the words of the last joint answer.

    `version` rises with every change and is what compare-and-set compares.
    """

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="groups")
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("common text"))
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = acted_at(_("confirmed at"))
    confirmed_by = acted_by(_("confirmed by"))
    dissolved_at = acted_at(_("dissolved at"))
    dissolved_by = acted_by(_("dissolved by"))
    answer = models.JSONField(_("joint answer"), default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group of comments")
        verbose_name_plural = _("groups of comments")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "number"], name="a_group_is_numbered_once"
            ),
            both_or_neither("confirmed", "a_group_is_confirmed_by_somebody"),
            both_or_neither("dissolved", "a_group_is_dissolved_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}/{self.number}"


class GroupMember(models.Model):
    """One comment in one group for a time. Rows are kept, so that what was counted at an instant
    can be counted again.

    `added` are the passages that the comment has beyond the common text, word for word. `point`
    answers the common text; it stays the comment's own whatever becomes of the group.
    """

    group = models.ForeignKey(CommentGroup, models.PROTECT, related_name="members")
    comment = models.ForeignKey(Comment, models.PROTECT, related_name="groupings")
    added = models.JSONField(default=list)
    point = models.ForeignKey(Point, models.PROTECT, null=True, related_name="+")
    joined_at = models.DateTimeField(_("joined at"))
    confirmed_at = acted_at(_("confirmed at"))
    confirmed_by = acted_by(_("confirmed by"))
    left_at = acted_at(_("left at"))
    left_by = acted_by(_("taken out by"))

    objects = GroupMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment of a group")
        verbose_name_plural = _("comments of a group")
        constraints = [
            models.UniqueConstraint(
                fields=["comment"],
                condition=Q(left_at=None),
                name="a_comment_is_in_one_group_at_a_time",
            ),
            both_or_neither("confirmed", "a_membership_is_confirmed_by_somebody"),
            both_or_neither("left", "a_comment_is_taken_out_by_somebody"),
        ]
