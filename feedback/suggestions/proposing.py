"""Proposals for the points of one comment, each with why."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from consultation.models import Consultation, Provision, Responsibility
from feedback.enums import Outcome, SuggestionKind, WorkState
from feedback.models import Point, SuggestionVerdict
from feedback.suggestions.citations import cited
from feedback.suggestions.routes import ROUTES, route_of
from feedback.suggestions.similar import Earlier, answered, nearest


@dataclass(frozen=True)
class Proposal:
    """`value` names it for good; `words` are what taking it puts into the form of the point."""

    kind: SuggestionKind
    value: str
    label: str
    why: str
    words: dict[str, Any] = field(default_factory=dict)


def proposals(
    consultation: Consultation, points: Sequence[Point], articles: Sequence[Provision]
) -> dict[int, list[Proposal]]:
    """Of every point that can still be worked on, what nobody has taken or refused yet."""
    open_points = [one for one in points if one.state in WorkState.EDITABLE]
    if not open_points:
        return {}
    settled = set(
        SuggestionVerdict.objects.filter(point__in=open_points).values_list(
            "point", "kind", "value"
        )
    )
    charged, topics = responsible(consultation, open_points), topics_of(consultation, open_points)
    known = []
    if any(not one.outcome for one in open_points):
        known = answered(consultation.lead_id, {one.comment_id for one in points})
    found: dict[int, list[Proposal]] = {}
    for point in open_points:
        made = [
            *on_articles(point, articles), *on_topic(point, topics), *on_route(point, articles),
            *on_departments(point, charged), *on_answers(point, known),
        ]  # fmt: skip
        found[point.pk] = [
            one for one in made if (point.pk, one.kind.value, one.value) not in settled
        ]
    return found


def on_articles(point: Point, articles: Sequence[Provision]) -> list[Proposal]:
    named = {one.uid for one in point.provisions.all()}
    return [
        Proposal(SuggestionKind.ARTICLE, str(one.pk), f"{one.label}{one.heading}"[:40],
                 _("the words name it: “%(words)s”") % {"words": words})
        for one, words in cited(f"{point.text}\n{point.passage}", articles)
        if one.uid not in named
    ]  # fmt: skip


def on_topic(point: Point, topics: dict[int, Counter[str]]) -> list[Proposal]:
    numbers: Counter[str] = sum(
        (topics[one.pk] for one in point.provisions.all() if one.pk in topics), Counter()
    )
    if point.topic or not numbers:
        return []
    ((topic, number),) = numbers.most_common(1)
    why = _("%(number)s points on the same article have it") % {"number": number}
    return [Proposal(SuggestionKind.TOPIC, topic, topic, why)]


def on_route(point: Point, articles: Sequence[Provision]) -> list[Proposal]:
    text = f"{point.text}\n{point.passage}"
    route = route_of(text)
    if point.outcome or route is None or point.provisions.all() or any(cited(text, articles)):
        return []
    found, words = route
    why = _("it names no article and says “%(words)s”") % {"words": words}
    filled = {"outcome": Outcome.OUT_OF_SCOPE.value, "reason": found.answer}
    return [Proposal(SuggestionKind.ROUTE, found.key, found.name, why, filled)]


def on_departments(point: Point, charged: dict[int, list[Responsibility]]) -> list[Proposal]:
    asked = {one.department_id for one in point.referrals.all()}
    found: dict[int, Proposal] = {}
    for provision in point.provisions.all():
        for one in charged.get(provision.pk, []):
            if one.department_id is None or one.department_id in asked:
                continue
            why = _("%(article)s charges it") % {"article": provision.label}
            key = str(one.department_id)
            found.setdefault(
                one.department_id,
                Proposal(SuggestionKind.DEPARTMENT, key, str(one.department), why,
                         {"department": key}),
            )  # fmt: skip
    return list(found.values())[:3]


def on_answers(point: Point, known: Sequence[Earlier]) -> list[Proposal]:
    if point.outcome:
        return []
    return [
        Proposal(
            SuggestionKind.ANSWER, str(other.pk), f"{other.get_outcome_display()}：{other.reason}",
            _("“%(text)s” in %(matter)s is %(score)s%% alike")
            % {"text": other.text[:40], "matter": other.consultation, "score": int(score * 100)},
            {"outcome": other.outcome, "reason": other.reason, "legal_basis": other.legal_basis},
        )
        for other, score in nearest(point, known)
    ]  # fmt: skip


def words_of(verdict: SuggestionVerdict) -> dict[str, Any]:
    """Outcome and reason of a route or an earlier answer that was taken."""
    if verdict.kind == SuggestionKind.ROUTE:
        route = next((one for one in ROUTES if one.key == verdict.value), None)
        return {"outcome": Outcome.OUT_OF_SCOPE.value, "reason": route.answer} if route else {}
    names = ("outcome", "reason", "legal_basis")
    return Point.objects.filter(pk=verdict.value).values(*names).first() or {}


def responsible(
    consultation: Consultation, points: Sequence[Point]
) -> dict[int, list[Responsibility]]:
    """Other departments charged by the articles of the points."""
    keys = {one.pk for point in points for one in point.provisions.all()}
    rows = Responsibility.objects.filter(provision__in=keys, department__is_active=True)
    found: dict[int, list[Responsibility]] = defaultdict(list)
    rows = rows.exclude(department=consultation.lead_id).order_by("provision", "position")
    for row in rows.select_related("department"):
        found[row.provision_id].append(row)
    return found


def topics_of(consultation: Consultation, points: Sequence[Point]) -> dict[int, Counter[str]]:
    keys = {one.pk for point in points for one in point.provisions.all()}
    named = consultation.points.standing().filter(provisions__in=keys).exclude(topic="")
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for provision, topic in named.values_list("provisions", "topic").order_by("-pk")[:2000]:
        if provision is not None:
            found[provision][topic] += 1
    return found
