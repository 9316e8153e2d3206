"""The numbers above a queue and beside its filters, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import calendar
from consultation.enums import Channel, ProvisionKind, TextKind
from consultation.models import Consultation, Department, Provision
from consultation.sections import report_due
from feedback import suggestions
from feedback.admin import filters
from feedback.admin.filters import Filters
from feedback.admin.paging import Capped, shown
from feedback.admin.staff import name_of
from feedback.enums import Outcome, ReferralState, Stance, WorkState
from feedback.models import Point, Referral


@dataclass(frozen=True)
class Choice:
    """One filter: its options as value, words and how many rows each alone would leave."""

    name: str
    label: str
    options: list[tuple[str, str, str]]
    chosen: str


def tally(consultation: Consultation, at: datetime) -> dict[str, Any]:
    """Numbers that add up: points by state make the points, split and unsplit the comments."""
    comments = consultation.comments.all()
    counted = comments.counted()
    points = Point.objects.filter(consultation=consultation).counted()
    by_state = dict(points.values_list("state").annotate(n=Count("pk")).order_by())
    total, signed = sum(by_state.values()), by_state.get(WorkState.APPROVED, 0)
    due = report_due(consultation)
    left = calendar.working_days_between(timezone.localdate(at), due.on) if due.on else None
    return {
        "comments": counted.count(),
        "unsplit": counted.without_point().count(),
        "points": total,
        "signed": signed,
        "left": total - signed,
        "states": [(state, by_state[state]) for state in WorkState if state in by_state],
        "outside": comments.filter(Q(is_late=True) | Q(withdrawn_at__isnull=False)).count(),
        "due": due,
        "days": left.number if left else None,
        "is_owed": consultation.reported_at is None,
        "suggestions": suggestions.tally(consultation),
    }


def choices(consultation: Consultation, chosen: Filters, clerks: Sequence[Any]) -> list[Choice]:
    """The filters of a queue; every number is what that option alone would show, to a thousand."""
    found = options(consultation, chosen, clerks)
    alone = {
        f"{name}_{place}": Capped(chosen.only(name, value).countable(consultation))
        for name, (_label, pairs) in found.items()
        for place, (value, _words) in enumerate(pairs)
    }
    numbers: Any = Consultation.objects.filter(pk=consultation.pk).values(**alone).get()
    return [
        Choice(
            name,
            label,
            [
                (str(value), str(words), shown(numbers[f"{name}_{place}"]))
                for place, (value, words) in enumerate(pairs)
            ],
            getattr(chosen, name),
        )
        for name, (label, pairs) in found.items()
    ]


def options(
    consultation: Consultation, chosen: Filters, clerks: Sequence[Any]
) -> dict[str, tuple[str, list[tuple[Any, Any]]]]:
    ahead: list[tuple[Any, Any]] = [(filters.LEFT, _("not finished"))]
    if not chosen.unit:
        ahead.append((filters.UNSPLIT, _("not yet split")))
    asked = Referral.objects.filter(point__consultation=consultation).values("department")
    departments = Department.objects.filter(pk__in=asked).order_by("pk")
    referral: list[tuple[Any, Any]] = [
        (state.value, state.label) for state in (ReferralState.ASKED, ReferralState.ANSWERED)
    ]
    referral += [(filters.OVERDUE, _("answer overdue"))]
    referral += [(one.pk, str(one)) for one in departments]
    people = [(user.pk, name_of(user)) for user in clerks]
    return {
        "state": (_("State"), [*ahead, *WorkState.choices]),
        "outcome": (_("Outcome"), list(Outcome.choices)),
        "article": (_("Article"), articles(consultation)),
        "assignee": (_("Assigned to"), [(filters.NOBODY, _("nobody")), *people]),
        "referral": (_("Referral"), referral),
        "channel": (_("Channel"), list(Channel.choices)),
        "stance": (_("Stance"), list(Stance.choices)),
    }


def articles(consultation: Consultation) -> list[tuple[Any, Any]]:
    """The articles of the newest draft: key and label with its heading."""
    newest = consultation.texts.filter(kind=TextKind.DRAFT).newest_first()[:1]
    rows = Provision.objects.filter(version__in=newest, kind=ProvisionKind.ARTICLE).in_order()
    return [(row.pk, f"{row.label} {row.heading}".strip()[:24]) for row in rows]
