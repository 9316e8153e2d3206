"""The filters of the queue: each combination is an address, its values checked once."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict

from consultation.enums import Channel
from feedback.enums import Outcome, Stance, WorkState
from feedback.models import Comment

UNSPLIT = "unsplit"
NOBODY = "nobody"
NAMES = ("state", "article", "channel", "stance", "outcome", "assignee", "q")


@dataclass(frozen=True)
class Filters:
    """What was chosen; an unknown value chooses nothing."""

    state: str = ""
    article: str = ""
    channel: str = ""
    stance: str = ""
    outcome: str = ""
    assignee: str = ""
    q: str = ""

    @classmethod
    def of(cls, data: QueryDict) -> "Filters":
        values = {name: data.get(name, "").replace("\x00", "")[:100].strip() for name in NAMES}
        allowed = {
            "state": {*WorkState.values, UNSPLIT},
            "channel": set(Channel.values),
            "stance": set(Stance.values),
            "outcome": set(Outcome.values),
        }
        for name, choices in allowed.items():
            if values[name] not in choices:
                values[name] = ""
        for name, others in (("article", set()), ("assignee", {NOBODY})):
            if not is_key(values[name]) and values[name] not in others:
                values[name] = ""
        return cls(**values)

    @property
    def query(self) -> str:
        """The address of this combination, without the page."""
        return urlencode({name: value for name in NAMES if (value := getattr(self, name))})

    def narrow(self, comments: QuerySet[Comment]) -> QuerySet[Comment]:
        """The comments of the queue that fit, each once."""
        points = Q(points__removed_at=None)
        if self.state == UNSPLIT:
            comments = comments.exclude(points__removed_at=None, points__isnull=False)
        elif self.state:
            points &= Q(points__state=self.state)
        if self.outcome:
            points &= Q(points__outcome=self.outcome)
        if self.assignee == NOBODY:
            points &= Q(points__assigned_to=None)
        elif self.assignee:
            points &= Q(points__assigned_to=int(self.assignee))
        if points != Q(points__removed_at=None):
            comments = comments.filter(Q(points__isnull=False) & points)
        if self.article:
            comments = comments.filter(provisions=int(self.article))
        if self.channel:
            comments = comments.filter(channel=self.channel)
        if self.stance:
            comments = comments.filter(stance=self.stance)
        if self.q:
            words = Q(title__icontains=self.q) | Q(body__icontains=self.q)
            comments = comments.filter(words | Q(receipt_number__icontains=self.q))
        return comments.distinct()


def is_key(value: Any) -> bool:
    """Whether a posted value can be a primary key: ASCII digits, not too many."""
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) < 18
