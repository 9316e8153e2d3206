"""Refusals that more than one verb of the department may give."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from consultation.errors import Conflict

if TYPE_CHECKING:
    from feedback.models import Point


class PointChanged(Conflict):
    """Somebody else changed a point since the screen showed it; nothing was written.

    `current` holds the points as they stand now, so that a screen can show both wordings.
    """

    def __init__(self, current: "Sequence[Point]") -> None:
        super().__init__(
            _(
                "Somebody else changed this in the meantime. Nothing was saved over it; compare "
                "both versions and save again."
            )
        )
        self.current = list(current)
