"""The list of consultations: one cube of counts, and one page of what the conditions leave."""

from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, Func, IntegerField, Q, QuerySet, When
from django.db.models.functions import ExtractYear

from consultation import replica
from consultation.enums import Stage
from consultation.models import Consultation
from consultation.terms import terms_of
from search.failover import ask
from search.states import STATE_OF_STAGE, State

RANKS = "CASE %(expressions)s {} END".format(
    " ".join(
        f"WHEN '{stage}' THEN {rank}" for rank, state in enumerate(State) for stage in state.stages
    )
)
"""Written out: as lookups it costs more processor than the query that it orders."""
TOLD = (
    "slug", "title", "shows_totals", "reported_at", "decided_at", "lead__name", "lead__short_name",
    "decision__document_number", "profile__report_due_days",
)  # fmt: skip
FACETS = ("state", "department", "topic", "type", "year")
Cleaned = dict[str, Any]
Found = QuerySet[Any, Any]


class Cell(NamedTuple):
    """How many consultations (`number`) share these five facts."""

    state: str
    department: int
    topic: str
    type: str
    year: int
    number: int


class Cube:
    """All public consultations under the words asked for, counted by every facet at once, so
    that the counts beside all links come from one reading.
    """

    def __init__(self, consultations: Found) -> None:
        rows = replica.read(lambda alias: self.read(consultations.using(alias)))
        self.cells = [Cell(STATE_OF_STAGE[stage], *rest) for stage, *rest in rows]

    def read(self, consultations: Found) -> list[Any]:
        return list(
            consultations.order_by()
            .values_list("stage", "lead_id", "topic", "document_type", "year")
            .annotate(number=Count("pk"))
        )

    def total(self, chosen: Cleaned, *, without: str = "") -> int:
        return sum(cell.number for cell in self.cells if fits(cell, chosen, without))

    def counts(self, facet: str, chosen: Cleaned) -> Counter[Any]:
        """By value of `facet`, what the other conditions leave."""
        counts: Counter[Any] = Counter()
        for cell in self.cells:
            if fits(cell, chosen, facet) and getattr(cell, facet):
                counts[getattr(cell, facet)] += cell.number
        return counts


def fits(cell: Cell, chosen: Cleaned, without: str) -> bool:
    return all(
        getattr(cell, name) == chosen[name]
        for name in FACETS
        if name != without and chosen.get(name)
    )


def public_consultations(*, at: datetime, words: str = "") -> Found:
    """Public consultations with stage, latest period and year; with `words` only those that hold
    them in anything published or in their title.
    """
    found: Found = Consultation.objects.visible().with_stage(at)
    if words:
        found = found.filter(holding(words))
    dated: Found = found.annotate(year=ExtractYear("published_at"))
    return dated


def holding(words: str) -> Q:
    title = Q(title__icontains=words) | Q(summary__icontains=words)
    if not terms_of(words):
        return title
    return title | Q(pk__in=ask(lambda index: index.consultations(words)))


def narrowed(consultations: Found, chosen: Cleaned) -> Found:
    fields = {"department": "lead", "topic": "topic", "type": "document_type", "year": "year"}
    for name, field in fields.items():
        if chosen.get(name):
            consultations = consultations.filter(**{field: chosen[name]})
    if state := chosen.get("state"):
        consultations = consultations.filter(stage__in=State(state).stages)
    return consultations


def in_order(consultations: Found, sort: str) -> Found:
    """By closing: what is open by its end, what will open by its beginning, then the newest."""
    if sort == "newest":
        return consultations.order_by("-published_at", "-pk")
    rank = Func(F("stage"), template=RANKS, output_field=IntegerField())
    due = Case(
        When(stage=Stage.OPEN, then=F("closes_at")),
        When(stage=Stage.SCHEDULED, then=F("opens_at")),
    )
    return consultations.order_by(rank, due.asc(nulls_last=True), "-published_at", "-pk")


def page_of(consultations: Found, chosen: Cleaned) -> Found:
    """What the conditions leave, in order, with all that the list says of each."""
    found = in_order(narrowed(consultations, chosen), chosen.get("sort", ""))
    told: Found = found.select_related("lead", "decision", "profile").only(*TOLD)
    return told
