"""Six states for readers, coarser than the stages they stand for (R22)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from consultation.enums import Stage


class State(TextChoices):
    OPEN = "open", _("Open for comment")
    SOON = "soon", _("Opening soon")
    STUDIED = "studied", _("Comments under study")
    ANSWERED = "answered", _("Feedback given")
    DECIDED = "decided", _("Decided")
    STOPPED = "stopped", _("Stopped")

    @property
    def mark(self) -> str:
        """The shape that stands beside the word."""
        return MARKS[self]

    @property
    def stages(self) -> tuple[Stage, ...]:
        return STAGES[self]


STAGES = {
    State.OPEN: (Stage.OPEN,),
    State.SOON: (Stage.SCHEDULED, Stage.PREPARING),
    State.STUDIED: (Stage.CLOSED,),
    State.ANSWERED: (Stage.REPORTED, Stage.DELIBERATED),
    State.DECIDED: (Stage.DECIDED,),
    State.STOPPED: (Stage.SUSPENDED, Stage.WITHDRAWN),
}
MARKS = {
    State.OPEN: "open",
    State.SOON: "soon",
    State.STUDIED: "study",
    State.ANSWERED: "done",
    State.DECIDED: "done",
    State.STOPPED: "stopped",
}
STATE_OF_STAGE = {str(stage): state for state, stages in STAGES.items() for stage in stages}
