"""What the queues need to be quick: made from the records, a moment later, by the drainer."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from feedback.models.comment import Comment
from feedback.models.point import Point


class QueueChange(models.Model):
    """A comment may stand in other queues than before. Only ever inserted, by the verb that
    changed it; gone once it is counted.
    """

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="queue_changes", db_index=False
    )
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+", db_index=False)
    noted_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("change of a queue")
        verbose_name_plural = _("changes of a queue")
        indexes = [models.Index(fields=["consultation", "noted_at"], name="queue_changes_waiting")]


class QueueEntry(models.Model):
    """What a comment counts for: keys of `QueueCount` with its share of each. Its words stand
    beside it, out of the model's sight, as those of points beside `PointWords`: in a virtual
    table on SQLite, in one column more on PostgreSQL.
    """

    comment = models.OneToOneField(
        Comment, models.CASCADE, primary_key=True, related_name="queue_entry"
    )
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("entry of a queue")
        verbose_name_plural = _("entries of a queue")


class PointWords(models.Model):
    """A standing point whose words can be found."""

    point = models.OneToOneField(Point, models.CASCADE, primary_key=True, related_name="+")

    class Meta:
        verbose_name = _("words of a point")
        verbose_name_plural = _("words of points")


class QueueCount(models.Model):
    """How many comments or points of a matter one filter alone shows; `key` as in
    `feedback.queues.facets`.
    """

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="queue_counts", db_index=False
    )
    key = models.CharField(max_length=80)
    number = models.IntegerField()

    class Meta:
        verbose_name = _("number of a queue")
        verbose_name_plural = _("numbers of a queue")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "key"], name="a_queue_has_one_number_of_a_key"
            ),
        ]
