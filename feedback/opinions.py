"""What a report prints, said once: rows that say and answer the same stand together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from django.db import DEFAULT_DB_ALIAS
from django.db.models import (
    CharField,
    Count,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Concat
from django.utils.functional import SimpleLazyObject

from consultation import replica
from consultation.enums import Section
from consultation.models import Consultation, Provision
from feedback.enums import Outcome
from feedback.links import Link, is_public, linked
from feedback.models import Commitment, Point, Report, ReportEntry

Person = tuple[int, int | None, int]
"""A comment's key, the ordinal of its person, its signatories."""


@dataclass
class Opinion:
    """Points that say the same and were answered the same; `raised` counts their people."""

    number: int
    entry: ReportEntry
    outcome_label: str
    raised: int
    articles: list[Link]
    traces: list[Link]
    commitments: list[Commitment] = field(default_factory=list)


class Opinions(Sequence[Opinion]):
    """The opinions of a report. Only those of a slice are read, in three queries, once somebody
    looks at them.

    `commitments` know the number of their `opinion`.
    """

    def __init__(
        self, consultation: Consultation, report: Report, commitments: Iterable[Any] = ()
    ) -> None:
        self.consultation, self.report = consultation, report
        self.shows_decision = is_public(consultation, Section.DECISION)
        self.promised: dict[int, list[Commitment]] = defaultdict(list)
        for commitment in commitments:
            self.promised[commitment.opinion or 0].append(commitment)

    def __len__(self) -> int:
        return int(self.report.tally.get("opinions", 0))

    @overload
    def __getitem__(self, place: int) -> Opinion: ...

    @overload
    def __getitem__(self, place: slice) -> list[Opinion]: ...

    def __getitem__(self, place: int | slice) -> Opinion | list[Opinion]:
        if isinstance(place, slice):
            start, stop, _step = place.indices(len(self))
            opinions: Any = SimpleLazyObject(lambda: self.load(start + 1, stop))
            return opinions  # type: ignore[no-any-return]
        number = range(1, len(self) + 1)[place]
        (opinion,) = self.load(number, number)
        return opinion

    def __iter__(self) -> Iterator[Opinion]:
        return iter(self[:])

    @property
    def stamp(self) -> tuple[Any, ...]:
        """Equal as long as the opinions read the same: all else of a published report is frozen."""
        promised = [(number, one.pk) for number, made in self.promised.items() for one in made]
        report, slug = self.report, self.consultation.slug
        traces = getattr(report, "traces", None)
        return (report.pk, report.digest, slug, promised, self.shows_decision, traces)

    def place_of(self, point: int) -> tuple[int, int] | None:
        """The number of the opinion that holds a point, and the point that stands for it."""
        number = self.report.entries.filter(point=point).values("opinion")
        first = self.report.entries.filter(opinion__in=number).order_by("position").first()
        return (first.opinion, first.point_id) if first else None

    def load(self, first: int, last: int) -> list[Opinion]:
        """Those numbered `first` to `last`, both included; of the replica, once it has them."""
        found = replica.read(
            lambda alias: self.load_from(alias, first, last) if self.stands_in(alias) else None
        )
        return self.load_from(DEFAULT_DB_ALIAS, first, last) if found is None else found

    def stands_in(self, alias: str) -> bool:
        """Whether the report was published there, its rows came in the same transaction, and the
        decision shows the same of its points.
        """
        if alias == DEFAULT_DB_ALIAS:
            return True
        there = Report.objects.using(alias).published().filter(pk=self.report.pk)
        if not hasattr(self.report, "traces"):
            return there.exists()
        found: Any = with_traces(there).first()
        return found is not None and found.traces == self.report.traces

    def load_from(self, alias: str, first: int, last: int) -> list[Opinion]:
        rows = entries_of(self.report, alias).filter(opinion__range=(first, last)).order_by()
        return self.made(alias, *first_rows(self.report, rows), *self.behind(rows))

    def made(
        self,
        alias: str,
        entries: Iterable[ReportEntry],
        cited: dict[int, list[int]],
        people: dict[int, set[Person]],
        traced: dict[int, set[int]],
    ) -> list[Opinion]:
        """Opinions from the rows that stand for them, the articles that these speak of, and what
        stands behind each.
        """
        wanted = {pk for pks in (*cited.values(), *traced.values()) for pk in pks}
        provisions = Provision.objects.using(alias).select_related("parent__parent").in_bulk(wanted)

        def links(section: Section, pks: Iterable[int]) -> list[Link]:
            return linked(self.consultation, section, [provisions[pk] for pk in pks])

        return [
            Opinion(
                number=entry.opinion,
                entry=entry,
                outcome_label=str(Outcome(entry.outcome).label),
                raised=raised(people[entry.opinion]),
                articles=[
                    link
                    for link in links(Section.DRAFT, cited[entry.opinion])
                    if link.label in entry.provisions
                ],
                traces=links(Section.DECISION, traced[entry.opinion]),
                commitments=self.promised[entry.opinion],
            )
            for entry in entries
        ]

    def behind(
        self, rows: QuerySet[ReportEntry]
    ) -> tuple[dict[int, set[Person]], dict[int, set[int]]]:
        """Of each opinion its people, and the articles of the decision that show its points."""
        people: dict[int, set[Person]] = defaultdict(set)
        traced: dict[int, set[int]] = defaultdict(set)
        trace = (
            F("point__traces") if self.shows_decision else Value(None, output_field=IntegerField())
        )
        for number, comment, person, signatories, provision in rows.values_list(
            "opinion", "point__comment", "point__comment__person", "point__comment__signatories",
            trace,
        ).distinct():  # fmt: skip
            people[number].add((comment, person, signatories))
            if provision is not None:
                traced[number].add(provision)
        return people, traced


def with_traces(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Annotates `traces`, equal as long as the same articles of the decision show the same points:
    how many such links there are and the newest of them, since none is ever changed.
    """
    links: Any = Point.traces.through._default_manager.filter(
        provision__version__consultation=OuterRef("consultation")
    )
    of_matter = links.order_by().values("provision__version__consultation")
    number, newest = (Cast(one("pk"), CharField()) for one in (Count, Max))
    stamp = of_matter.annotate(stamp=Concat(number, Value("-"), newest)).values("stamp")
    return reports.annotate(traces=Subquery(stamp))


def entries_of(report: Report, alias: str) -> QuerySet[ReportEntry]:
    return ReportEntry.objects.using(alias).filter(report=report)


def first_rows(
    report: Report, rows: QuerySet[ReportEntry]
) -> tuple[Iterable[ReportEntry], dict[int, list[int]]]:
    """Of each opinion the row that stands for all, and the articles that its point speaks of."""
    first = rows.values("opinion").annotate(first=Min("position")).values("first")
    entries: dict[int, ReportEntry] = {}
    cited: dict[int, list[int]] = defaultdict(list)
    found: QuerySet[Any] = (
        entries_of(report, rows.db).filter(position__in=first).order_by("opinion")
    )
    for entry in found.annotate(provision=F("point__provisions")):
        entries.setdefault(entry.opinion, entry)
        if entry.provision is not None:
            cited[entry.opinion].append(entry.provision)
    return entries.values(), cited


def raised(comments: Iterable[Person]) -> int:
    """Each person once, a letter with all its signatories."""
    comments = list(comments)
    known = {person for _comment, person, _signatories in comments if person is not None}
    unknown = sum(person is None for _comment, person, _signatories in comments)
    further = sum(signatories - 1 for _comment, _person, signatories in comments)
    return len(known) + unknown + further
