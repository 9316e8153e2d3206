"""What a report prints, said once: rows that say and answer the same stand together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

from django.db.models import Prefetch, prefetch_related_objects

from consultation.enums import Section
from consultation.models import Consultation, Provision
from feedback.enums import Outcome
from feedback.links import Link, articles, is_public, traces
from feedback.models import Commitment, Report, ReportEntry
from feedback.reports.entries import view_of


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

    def __init__(
        self, consultation: Consultation, report: Report, commitments: Iterable[Commitment] = ()
    ) -> None:
        self.shows_decision = is_public(consultation, Section.DECISION)
        self.promised: dict[int, list[Commitment]] = defaultdict(list)
        for commitment in commitments:
            self.promised[commitment.point_id or 0].append(commitment)
        alike: dict[tuple[str, ...], list[ReportEntry]] = defaultdict(list)
        unread = [f"point__comment__{name}" for name in ("body", "masked_body")]
        entries = report.entries.select_related("point__comment").defer(*unread)
        for entry in entries.order_by("position"):
            entry.point.comment.consultation = consultation
            said = (view_of(entry.text), entry.outcome, entry.reason, entry.answered_by)
            alike[said].append(entry)
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

    def load(self, start: int, groups: list[list[ReportEntry]]) -> list[Opinion]:
        points = [entry.point for group in groups for entry in group]
        whole = Provision.objects.select_related("parent__parent")
        prefetch_related_objects(points, Prefetch("provisions", whole))
        if self.shows_decision:
            prefetch_related_objects(points, Prefetch("traces", whole))
        return [self.opinion(number, group) for number, group in enumerate(groups, start=start + 1)]

    def opinion(self, number: int, same: list[ReportEntry]) -> Opinion:
        points = [entry.point for entry in same]
        return Opinion(
            number=number,
            entry=same[0],
            outcome_label=str(Outcome(same[0].outcome).label),
            raised=raised(same),
            articles=articles(points[0], named_in=same[0].provisions),
            traces=traces(points) if self.shows_decision else [],
            commitments=[one for point in points for one in self.promised[point.pk]],
        )


def raised(same: Iterable[ReportEntry]) -> int:
    """The people behind rows: each person once, a letter with all its signatories."""
    comments = {entry.point.comment_id: entry.point.comment for entry in same}.values()
    known = {comment.person for comment in comments if comment.person is not None}
    unknown = sum(comment.person is None for comment in comments)
    return len(known) + unknown + sum(comment.signatories - 1 for comment in comments)
