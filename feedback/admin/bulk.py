"""One act on many rows of a queue: shown before it is done, then done for all or for none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation.errors import DomainError
from consultation.models import Consultation
from consultation.transactions import writing
from feedback import referrals, responses, together, triage
from feedback.admin.acts import departments_of, number
from feedback.admin.filters import Filters, is_key
from feedback.admin.staff import clerks, name_of
from feedback.enums import Outcome, WorkState
from feedback.models import Comment, Point, Referral
from feedback.reasons import checked_outcome, checked_reason

MOST = 5000
SHOWN = 20
NAMES = {
    "assign": gettext_lazy("Assign"), "outcome": gettext_lazy("One outcome and reason"),
    "point": gettext_lazy("Make each unsplit comment one point"),
    "refer": gettext_lazy("Refer to another department"),
    "submit": gettext_lazy("Send for signature"),
}  # fmt: skip
WORDS = (
    "act", "to", "outcome", "reason", "legal_basis", "submit", "question", "days", "text", "topic",
)  # fmt: skip
NOTHING = gettext_lazy("Choose at least one with an open point.")
NOTHING_DECIDED = gettext_lazy("Choose at least one decided point that waits for no department.")
NOTHING_UNSPLIT = gettext_lazy("Choose at least one comment without a point.")


@dataclass(frozen=True)
class Plan:
    """What an act would change: points as shown, or comments that get their first point.

    `left_out` counts chosen rows that the act does not touch. `words` are those of the form.
    """

    act: str
    sentence: str
    points: Sequence[Point]
    comments: Sequence[Comment]
    left_out: int
    words: dict[str, Any]

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The words as fields of a form; of several departments each has its own."""
        pairs = [
            (name, one)
            for name, value in self.words.items()
            for one in (value if isinstance(value, list) else [value])
        ]
        return [(name, value) for name, value in pairs if value]

    @property
    def number(self) -> int:
        return len(self.points) or len(self.comments)

    @property
    def held(self) -> str:
        """Points with their versions, or comments, in one field of a form."""
        if self.comments:
            return ",".join(str(one.pk) for one in self.comments)
        return ",".join(one.ticket for one in self.points)

    @property
    def sample(self) -> Sequence[Any]:
        return (self.points or self.comments)[:SHOWN]

    @property
    def hidden(self) -> int:
        return max(0, self.number - SHOWN)

    @property
    def before(self) -> list[tuple[str, int]]:
        """How many points stand at which outcome or state now."""
        now = Counter(
            one.get_outcome_display() if one.outcome else one.get_state_display()
            for one in self.points
        )
        return now.most_common()


def plan(
    consultation: Consultation, filters: Filters, data: QueryDict, by: Any, at: datetime
) -> Plan:
    """The act with the rows chosen on the page, or with `all` those of the whole filter."""
    act = data.get("act", "")
    if act not in NAMES:
        raise DomainError(_("There is no such act."))
    rows = chosen(consultation, filters, data)
    words: dict[str, Any] = {name: data.get(name, "").strip() for name in WORDS}
    words["department"] = data.getlist("department")
    if act == "point":
        unsplit = [one for one in rows if isinstance(one, Comment) and not one.withdrawn_at]
        unsplit = [one for one in unsplit if not one.points.all()]
        return Plan(act, sentence(consultation, data, at), (), require(unsplit, NOTHING_UNSPLIT),
                    len(rows) - len(unsplit), words)  # fmt: skip
    points = [one for row in rows for one in points_of(row)]
    if act == "submit":
        touched = require(responses.ready(points), NOTHING_DECIDED)
    else:
        touched = require([one for one in points if one.state in WorkState.EDITABLE], NOTHING)
    return Plan(act, sentence(consultation, data, at), touched, (), len(points) - len(touched),
                words)  # fmt: skip


def chosen(consultation: Consultation, filters: Filters, data: QueryDict) -> list[Any]:
    rows = filters.rows(consultation)
    if not filters.unit:
        rows = rows.prefetch_related("points")
    if "all" not in data:
        keys = [int(value) for value in data.getlist("row") if is_key(value)]
        rows = rows.filter(pk__in=keys)
    found = list(rows[: MOST + 1])
    if len(found) > MOST:
        raise DomainError(_("At most %(most)s at once. Narrow the filter.") % {"most": MOST})
    return found


def points_of(row: Comment | Point) -> list[Point]:
    if isinstance(row, Point):
        return [row]
    return [] if row.withdrawn_at else [one for one in row.points.all() if not one.removed_at]


def require(rows: list[Any], refusal: Any) -> list[Any]:
    if not rows:
        raise DomainError(refusal)
    return rows


def sentence(consultation: Consultation, data: QueryDict, at: datetime) -> str:
    """What the act does, in words; refuses what the verb would refuse for its words alone."""
    act = data.get("act", "")
    if act == "assign":
        return _("assigned to %(name)s") % {"name": name_of(person(consultation, data, at))}
    if act == "refer":
        named = " · ".join(str(one) for one in departments_of(data))
        return _("referred to %(department)s") % {"department": named}
    if act == "outcome":
        outcome = checked_outcome(data.get("outcome", ""))
        checked_reason(outcome, data.get("reason", ""), has_commitment=False)
        words = _("outcome %(outcome)s, sent for signature") if data.get("submit") else _(
            "outcome %(outcome)s"
        )  # fmt: skip
        return words % {"outcome": Outcome(outcome).label}
    if act == "submit":
        return _("sent for signature")
    return _("one point each, of the whole comment")


def person(consultation: Consultation, data: QueryDict, at: datetime) -> Any:
    wanted = number(data, "to")
    found = next((one for one in clerks(consultation, at) if one.pk == wanted), None)
    if found is None:
        raise DomainError(_("Choose a person to assign to."))
    return found


def carry_out(consultation: Consultation, data: QueryDict, by: Any, at: datetime) -> str:
    """Do what was shown, with the rows as they were shown; one transaction."""
    act, held = data.get("act", ""), data.get("held", "").split(",")
    with writing():
        if act == "point":
            keys = [int(value) for value in held if is_key(value)]
            made = triage.add_first_points(
                comments=list(consultation.comments.filter(pk__in=keys).order_by("pk")),
                text=data.get("text", ""), topic=data.get("topic", ""), by=by, at=at,
            )  # fmt: skip
            together.note(act=act, consultation=consultation, before={}, after=made, by=by, at=at)
            return _("%(number)s points were made.") % {"number": len(made)}
        points = versions(held)
        if Point.objects.filter(pk__in=points).exclude(consultation=consultation).exists():
            raise DomainError(_("Choose at least one point, and only points of one matter."))
        asked = on_points(act, consultation, points, data, by, at)
        after = Point.objects.filter(pk__in=points).order_by("pk")
        together.note(
            act=act, consultation=consultation, before=points, after=after, asked=asked, by=by,
            at=at,
        )  # fmt: skip
    return _("%(number)s points: %(act)s.") % {
        "number": len(points), "act": sentence(consultation, data, at),
    }  # fmt: skip


def on_points(
    act: str, consultation: Consultation, points: dict[int, int], data: QueryDict, by: Any,
    at: datetime,
) -> list[Referral]:  # fmt: skip
    """Call the one verb that was asked for; the questions that it put."""
    if act == "assign":
        to = person(consultation, data, at)
        triage.assign(points=points, to=to, by=by, at=at)
        return []
    if act == "refer":
        department, *also = departments_of(data)
        days = number(data, "days") if data.get("days") else None
        return referrals.refer(
            points=points, department=department, also=also, question=data.get("question", ""),
            days=days, by=by, at=at,
        )  # fmt: skip
    if act == "submit":
        responses.submit(points=points, by=by, at=at)
        return []
    if act != "outcome":
        raise DomainError(_("There is no such act."))
    decided = responses.decide(
        points=points, outcome=data.get("outcome", ""), reason=data.get("reason", ""),
        legal_basis=data.get("legal_basis", ""), by=by, at=at,
    )  # fmt: skip
    if data.get("submit"):
        responses.submit(points={one.pk: one.version for one in decided}, by=by, at=at)
    return []


def versions(values: Sequence[str]) -> dict[int, int]:
    """Point → version of values like `12:3`; others count for none."""
    pairs = [value.split(":") for value in values]
    return {
        int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2 and all(map(is_key, pair))
    }
