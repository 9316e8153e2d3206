"""What a section will show once it is public, and which stops of the matter come before it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from consultation.enums import Section
from consultation.sections import Station

SHOWS: dict[Section, Any] = {
    Section.DRAFT: _("The whole draft, article by article, with a way to comment on each."),
    Section.INTERPRETATION: _("What the draft changes for whom, in plain words."),
    Section.BACKGROUND: _("Why the draft was made, on which law it rests, and how it was made."),
    Section.FEEDBACK: _("How many comments came in, which were adopted, and why or why not."),
    Section.DELIBERATION: _("Which meeting, when, with what result, and what it wanted changed."),
    Section.DECISION: _("The text decided, its number and date, and what changed in it and why."),
}
STOPS: dict[Section, int] = {
    Section.FEEDBACK: 3, Section.DELIBERATION: 4, Section.DECISION: 5,
}  # fmt: skip
"""The station at which each section becomes public; the others come with the draft."""


def words_for(section: Section, stations: Sequence[Station]) -> dict[str, Any]:
    """For the honest page of an unpublished section: what it will show, which steps are missing."""
    before = stations[: STOPS.get(section, 0)]
    return {
        "shows": SHOWS.get(section),
        "steps": [station.label for station in before if station.at != "done"],
    }
