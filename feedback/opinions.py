"""What a report prints, said once: rows that say and answer the same stand together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, overload

from consultation.enums import Section
from consultation.models import Consultation
from feedback.enums import Outcome
from feedback.links import Link, articles, is_public, traces
from feedback.models import Commitment, Report, ReportEntry
from feedback.reports.entries import view_of


class Line(NamedTuple):
    """What grouping and counting need of a row."""

    pk: int
    text: str
    outcome: str
    reason: str
    answered_by: str
    topic: str
    comment: int
    person: int | None
    signatories: int


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
    """The opinions of a report. Only those of a slice are loaded with all that a page shows."""

    def __init__(self, consultation: Consultation, report: Report) -> None:
        self.consultation = consultation
        self.report = report
        self.shows_decision = is_public(consultation, Section.DECISION)
        alike: dict[tuple[str, ...], list[Line]] = defaultdict(list)
        for line in lines_of(report):
            said = (view_of(line.text), line.outcome, line.reason, line.answered_by)
            alike[said].append(line)
        self.groups = list(alike.values())

    def __len__(self) -> int:
        return len(self.groups)

    @overload
    def __getitem__(self, place: int) -> Opinion: ...

    @overload
    def __getitem__(self, place: slice) -> list[Opinion]: ...

    def __getitem__(self, place: int | slice) -> Opinion | list[Opinion]:
        if isinstance(place, slice):
            start, _stop, _step = place.indices(len(self.groups))
            return self.load(start, self.groups[place])
        (opinion,) = self.load(range(len(self.groups))[place], [self.groups[place]])
        return opinion

    def __iter__(self) -> Iterator[Opinion]:
        return iter(self[:])

    def load(self, start: int, groups: list[list[Line]]) -> list[Opinion]:
        entries = (
            self.report.entries.select_related("point__comment")
            .prefetch_related("point__provisions__parent__parent", "point__commitments__owner")
            .prefetch_related("point__traces__parent__parent")
            .in_bulk([line.pk for group in groups for line in group])
        )
        for entry in entries.values():
            entry.point.comment.consultation = self.consultation
        return [
            self.opinion(number, [entries[line.pk] for line in group], raised(group))
            for number, group in enumerate(groups, start=start + 1)
        ]

    def opinion(self, number: int, same: list[ReportEntry], people: int) -> Opinion:
        points = [entry.point for entry in same]
        return Opinion(
            number=number,
            entry=same[0],
            outcome_label=str(Outcome(same[0].outcome).label),
            raised=people,
            articles=articles(points[0], named_in=same[0].provisions),
            traces=traces(points) if self.shows_decision else [],
            commitments=[one for point in points for one in point.commitments.all()],
        )


def lines_of(report: Report) -> list[Line]:
    found = report.entries.order_by("position").values_list(
        "pk", "text", "outcome", "reason", "answered_by", "topic", "point__comment",
        "point__comment__person", "point__comment__signatories",
    )  # fmt: skip
    return [Line(*row) for row in found]


def raised(lines: Iterable[Line]) -> int:
    """The people behind rows: each person once, a letter with all its signatories."""
    distinct = {line.comment: line for line in lines}.values()
    known = {line.person for line in distinct if line.person is not None}
    unknown = sum(line.person is None for line in distinct)
    return len(known) + unknown + sum(line.signatories - 1 for line in distinct)
