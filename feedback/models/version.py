"""How a point stood before each change: what an undo restores and a signer compares with."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.models.point import Point


class PointVersion(models.Model):
    """A point as it was at `version`, kept when it changed to the next.

    `fields` holds columns by name, `provisions` the keys of its articles. Insert-only.
    """

    point = models.ForeignKey(Point, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    fields = models.JSONField(encoder=DjangoJSONEncoder)
    provisions = models.JSONField(default=list)

    class Meta:
        verbose_name = _("earlier version of a point")
        verbose_name_plural = _("earlier versions of points")
        constraints = [
            models.UniqueConstraint(
                fields=["point", "version"], name="a_version_of_a_point_is_kept_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point} v{self.version}"
