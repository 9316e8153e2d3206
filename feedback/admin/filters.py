"""The filters of the queue: each combination is an address, its values checked once."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date

from consultation.enums import Channel
from consultation.models import Consultation, Provision
from feedback.enums import Outcome, ReferralState, Stance, WorkState
from feedback.models import Comment, GroupMember, Point, Referral
from feedback.queues import words
from feedback.queues.facets import LEFT, NOBODY, UNSPLIT

POINTS = "points"
OVERDUE = "overdue"
CHOICES: dict[str, set[str]] = {
    "unit": {POINTS},
    "state": {*WorkState.values, LEFT, UNSPLIT},
    "channel": set(Channel.values),
    "stance": set(Stance.values),
    "outcome": set(Outcome.values),
    "assignee": {NOBODY},
    "referral": {ReferralState.ASKED.value, ReferralState.ANSWERED.value, OVERDUE},
    "article": set(),
    "group": set(),
}
KEYS = ("article", "assignee", "referral", "group")
DAYS = ("since", "until")
OF_POINTS = ("state", "outcome", "assignee", "referral")


@dataclass(frozen=True)
class Filters:
    """What was chosen; an unknown value chooses nothing.

    `unit` is empty for a queue of comments and `POINTS` for one of points. `article`, `assignee`,
    `group` and `referral` (a department) may hold a primary key. `since` and `until` are days of
    the site on which comments were received, both included. `today` decides what is overdue.
    """

    today: date
    unit: str = ""
    state: str = ""
    article: str = ""
    channel: str = ""
    stance: str = ""
    outcome: str = ""
    assignee: str = ""
    referral: str = ""
    group: str = ""
    since: str = ""
    until: str = ""
    q: str = ""

    @classmethod
    def of(cls, data: QueryDict, at: datetime) -> "Filters":
        names = [field.name for field in fields(cls) if field.name != "today"]
        values = {name: data.get(name, "").replace("\x00", "")[:100].strip() for name in names}
        for name, choices in CHOICES.items():
            is_known = values[name] in choices or (name in KEYS and is_key(values[name]))
            values[name] = values[name] if is_known else ""
        for name in DAYS:
            values[name] = values[name] if day_in(values[name]) else ""
        if values["unit"] and values["state"] == UNSPLIT:
            values["state"] = ""
        return cls(timezone.localdate(at), **values)

    @property
    def chosen(self) -> dict[str, str]:
        names = [field.name for field in fields(self) if field.name != "today"]
        return {name: value for name in names if (value := getattr(self, name))}

    @property
    def query(self) -> str:
        """The address of this combination, without the page."""
        return urlencode(self.chosen)

    @property
    def is_narrow(self) -> bool:
        return bool(self.chosen.keys() - {"unit"})

    def only(self, name: str, value: Any) -> "Filters":
        """One filter alone, of the same unit."""
        chosen: dict[str, Any] = {"unit": self.unit, name: str(value)}
        return Filters(self.today, **chosen)

    def rows(self, consultation: Consultation, *, are_few: bool = False) -> QuerySet[Any]:
        if self.unit:
            return self.points(consultation)
        return self.comments(consultation, are_few=are_few)

    def comments(self, consultation: Consultation, *, are_few: bool = False) -> QuerySet[Comment]:
        """The comments that fit by themselves or by one of their points, oldest first.

        They are tried one after the other until the page is full; where the points that fit
        `are_few`, these are read first, which leaves the rows the same.
        """
        found = consultation.comments.filter(self.about_comment(""))
        own = Point.objects.standing().filter(comment=OuterRef("pk"))
        about = self.about_point()
        unsplit = Q(~Exists(own), withdrawn_at=None)
        if self.state == UNSPLIT:
            found = found.filter(unsplit)
        elif self.state == LEFT and not about:
            found = found.filter(unsplit | Exists(own.unsigned()))
        elif are_few:
            fit = consultation.points.standing().filter(self.in_state(), about)
            found = found.filter(pk__in=fit.values("comment"))
        elif self.state or about:
            found = found.filter(Exists(own.filter(self.in_state(), about)))
        if self.article:
            cited = Comment.provisions.through._default_manager.filter(self.cites())
            named = Point.provisions.through._default_manager.filter(
                self.cites(), point__removed_at=None
            )
            both = cited.values("comment").union(named.values("point__comment"))
            found = found.filter(pk__in=both)
        if self.group:
            found = found.filter(pk__in=self.members())
        if self.q:
            found = found.filter(pk__in=words.comments_with(self.q, consultation))
        return found.order_by("received_at", "pk")

    def points(self, consultation: Consultation) -> QuerySet[Point]:
        """The standing points that fit by themselves or by their comment, in the order of those."""
        found = consultation.points.standing().filter(
            self.in_state(), self.about_point(), self.about_comment("comment__")
        )
        if self.article:
            named = Point.provisions.through._default_manager.filter(self.cites())
            found = found.filter(pk__in=named.values("point"))
        if self.group:
            found = found.filter(comment__in=self.members())
        if self.q:
            found = found.filter(pk__in=words.points_with(self.q, consultation))
        return found.order_by("comment", "number")

    def in_state(self) -> Q:
        if self.state == LEFT:
            return Q(state__in=WorkState.OPEN)
        return Q(state=self.state) if self.state in WorkState.values else Q()

    def about_point(self) -> Q:
        """Outcome, person in charge and referral of a point."""
        found = Q(outcome=self.outcome) if self.outcome else Q()
        if self.assignee:
            found &= Q(assigned_to=None if self.assignee == NOBODY else int(self.assignee))
        if self.referral:
            asked = Referral.objects.all()
            if self.referral == OVERDUE:
                asked = asked.overdue_on(self.today)
            elif self.referral in ReferralState.values:
                asked = asked.filter(state=self.referral)
            else:
                asked = asked.filter(department=int(self.referral))
                asked = asked.exclude(state=ReferralState.WITHDRAWN)
            found &= Q(pk__in=asked.values("point"))
        return found

    def about_comment(self, path: str) -> Q:
        found = Q()
        for name in ("channel", "stance"):
            if value := getattr(self, name):
                found &= Q(**{f"{path}{name}": value})
        if since := day_in(self.since):
            found &= Q(**{f"{path}received_at__gte": midnight(since)})
        if until := day_in(self.until):
            found &= Q(**{f"{path}received_at__lt": midnight(until + timedelta(days=1))})
        return found

    def cites(self) -> Q:
        """Rows that name the article in any version of its text, or one of its items."""
        uids = Provision.objects.filter(pk=int(self.article)).values("uid")
        same = Provision.objects.filter(Q(uid__in=uids) | Q(parent__uid__in=uids))
        return Q(provision__in=same.values("pk"))

    def members(self) -> QuerySet[Any]:
        standing = GroupMember.objects.standing().filter(group=int(self.group))
        return standing.values("comment")


def is_key(value: Any) -> bool:
    """Whether a posted value can be a primary key: ASCII digits, not too many."""
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) < 18


def day_in(text: str) -> date | None:
    """A day of the calendar years that a database can hold, or None."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and 1900 <= day.year <= 2999 else None


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
