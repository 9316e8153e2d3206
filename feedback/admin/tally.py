"""The numbers above a queue and beside its filters, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import calendar
from consultation.enums import Channel, ProvisionKind, TextKind
from consultation.models import Consultation, Department, Provision
from consultation.sections import report_due
from feedback import suggestions
from feedback.admin.filters import OVERDUE, Filters
from feedback.admin.numbers import Numbers
from feedback.admin.staff import name_of
from feedback.enums import Outcome, ReferralState, Stance, WorkState
from feedback.models import CommentGroup
from feedback.queues.facets import LEFT, NOBODY, UNSPLIT


@dataclass(frozen=True)
class Choice:
    """One filter: its options as value, words and how many rows each alone would leave."""

    name: str
    label: str
    options: list[tuple[str, str, str]]
    chosen: str


def tally(consultation: Consultation, numbers: Numbers, at: datetime) -> dict[str, Any]:
    """Numbers that add up: points by state make the points, split and unsplit the comments."""
    by_state = {state: numbers.of(f"tally.points.{state}") for state in WorkState}
    total, signed = sum(by_state.values()), by_state[WorkState.APPROVED]
    due = report_due(consultation)
    left = calendar.working_days_between(timezone.localdate(at), due.on) if due.on else None
    return {
        "comments": numbers.of("tally.comments.counted"),
        "unsplit": numbers.of("tally.comments.unsplit"),
        "points": total,
        "signed": signed,
        "left": total - signed,
        "states": [(state, number) for state, number in by_state.items() if number],
        "outside": numbers.of("tally.comments.outside"),
        "due": due,
        "days": left.number if left else None,
        "is_owed": consultation.reported_at is None,
        "suggestions": suggestions.tally(consultation),
        "age": numbers.age,
    }


def choices(
    consultation: Consultation, chosen: Filters, numbers: Numbers,
    articles: Sequence[Provision], clerks: Sequence[Any],
) -> list[Choice]:  # fmt: skip
    """The filters of a queue; every number is what that option alone would show."""
    return [
        Choice(
            name,
            label,
            [
                (str(value), str(words), number_of(numbers, chosen.only(name, value)))
                for value, words in pairs
            ],
            getattr(chosen, name),
        )
        for name, (label, pairs) in options(consultation, chosen, numbers, articles, clerks).items()
        if pairs
    ]


def number_of(numbers: Numbers, filters: Filters) -> str:
    number = numbers.alone(filters)
    return "" if number is None else f"{number:,}"


def options(
    consultation: Consultation, chosen: Filters, numbers: Numbers,
    articles: Sequence[Provision], clerks: Sequence[Any],
) -> dict[str, tuple[str, list[tuple[Any, Any]]]]:  # fmt: skip
    ahead: list[tuple[Any, Any]] = [(LEFT, _("not finished"))]
    if not chosen.unit:
        ahead.append((UNSPLIT, _("not yet split")))
    referral: list[tuple[Any, Any]] = [
        (state.value, state.label) for state in (ReferralState.ASKED, ReferralState.ANSWERED)
    ]
    referral += [(OVERDUE, _("answer overdue"))]
    asked = numbers.departments()
    referral += [
        (one.pk, str(one)) for one in Department.objects.filter(pk__in=asked).order_by("pk")
    ]
    people = [(user.pk, name_of(user)) for user in clerks]
    return {
        "state": (_("State"), [*ahead, *WorkState.choices]),
        "outcome": (_("Outcome"), list(Outcome.choices)),
        "article": (_("Article"), [(one.pk, words_of(one)) for one in articles]),
        "assignee": (_("Assigned to"), [(NOBODY, _("nobody")), *people]),
        "referral": (_("Referral"), referral),
        "group": (_("Group"), groups(consultation, chosen, numbers)),
        "channel": (_("Channel"), list(Channel.choices)),
        "stance": (_("Stance"), list(Stance.choices)),
    }


def groups(consultation: Consultation, chosen: Filters, numbers: Numbers) -> list[tuple[Any, Any]]:
    """The largest groups and the one that is chosen: key, number and how the common text begins."""
    keys = [int(key) for key in numbers.groups(chosen.unit)]
    if chosen.group and int(chosen.group) not in keys:
        keys.append(int(chosen.group))
    found = CommentGroup.objects.filter(consultation=consultation).in_bulk(keys)
    return [(key, f"{found[key].number} {found[key].text[:16]}") for key in keys if key in found]


def articles_of(consultation: Consultation) -> list[Provision]:
    """The articles of the newest draft."""
    newest = consultation.texts.filter(kind=TextKind.DRAFT).newest_first()[:1]
    rows = Provision.objects.filter(version__in=newest, kind=ProvisionKind.ARTICLE).in_order()
    return list(rows)


def words_of(article: Provision) -> str:
    return f"{article.label} {article.heading}".strip()[:24]
