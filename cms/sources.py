"""Pages that search may read."""

from collections.abc import Iterator
from typing import Any

from cms.models import BackgroundPage, ConsultationPage, GuidancePage, InterpretationPage


def pages_of(consultation: int | None) -> Iterator[Any]:
    """Live pages of a matter, or those that belong to none."""
    if consultation is None:
        yield from GuidancePage.objects.live()
        return
    for model in (ConsultationPage, InterpretationPage, BackgroundPage):
        yield from (
            model.objects.live().filter(consultation=consultation).select_related("consultation")
        )
