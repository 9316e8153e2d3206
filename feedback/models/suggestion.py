"""What became of the machine's proposals: taken or refused by a person (R53)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.enums import SuggestionKind
from feedback.models.point import Point


class SuggestionVerdict(models.Model):
    """`value` names the proposal within its kind: an article, a topic, a route, a department, or
    the earlier point whose answer was proposed. Insert-only.
    """

    point = models.ForeignKey(Point, models.PROTECT, related_name="verdicts")
    kind = models.CharField(max_length=12, choices=SuggestionKind)
    value = models.CharField(max_length=60)
    is_taken = models.BooleanField()
    settled_at = models.DateTimeField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            models.UniqueConstraint(
                fields=["point", "kind", "value"], name="a_suggestion_is_settled_once"
            ),
        ]

    @property
    def fills(self) -> bool:
        """Whether taking it fills a form that a person still has to save."""
        return self.kind not in (SuggestionKind.ARTICLE, SuggestionKind.TOPIC)
