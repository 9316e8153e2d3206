"""The published report as the public reads it, from frozen rows and numbers only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from consultation.enums import Channel, Section
from consultation.models import Consultation
from feedback.enums import Outcome
from feedback.labels import label_of
from feedback.links import Link, articles, is_public, traces
from feedback.models import Comment, Commitment, Report, ReportEntry
from feedback.progress import points_for_receipt
from feedback.reports.entries import view_of
from feedback.reports.figures import shares

__all__ = ["points_for_receipt", "report_context"]

PRINTED_NAMES = {
    "people": ("people",),
    "opinions": ("comments",),
    "adopted": ("by_label", Outcome.ADOPTED),
    "partly_adopted": ("by_label", Outcome.PARTLY_ADOPTED),
    "not_adopted": ("by_label", Outcome.NOT_ADOPTED),
}
"""Numbers that an imported page prints → where the derived ones stand in the figures."""


@dataclass(frozen=True)
class Row:
    """One line of the table and one piece of the bar; `share` in per cent, one decimal."""

    value: str
    label: str
    count: int
    share: float


@dataclass
class View:
    """Points that say the same and were answered the same; `raised` counts their people."""

    number: int
    entry: ReportEntry
    outcome_label: str
    raised: int
    articles: list[Link]
    traces: list[Link]
    commitments: list[Commitment] = field(default_factory=list)


@dataclass(frozen=True)
class Printed:
    """A number as an old site printed it beside the derived one (R58)."""

    name: str
    printed: Any
    derived: Any

    @property
    def differs(self) -> bool:
        return bool(self.printed != self.derived)


@dataclass(frozen=True)
class PrintedLabel:
    """What an old site said of a comment, kept beside the label that its points give (R59)."""

    comment: Comment
    printed: str
    derived: str


def report_context(
    consultation: Consultation, at: datetime, version: int | None = None
) -> dict[str, Any]:
    """All that the report's page shows; `report` is None before the first publication.

    The current report is the newest final one, before that the newest interim one; `version`
    asks for an earlier version of its kind. The views stand in the order of the rows, so the
    most frequent declined ones come first (R61).
    """
    versions = list(consultation.reports.published().filter(published_at__lte=at).newest_first())
    report = chosen(versions, version)
    if report is None:
        return {"consultation": consultation, "report": None, "versions": []}
    figures = report.figures
    views = views_of(consultation, report)
    return {
        "consultation": consultation,
        "report": report,
        "is_current": report == versions[0],
        "versions": versions,
        "figures": figures,
        "outcomes": rows(figures["by_outcome"], Outcome),
        "channels": [row for row in rows(figures["by_channel"], Channel) if row.count],
        "labels": [row for row in rows(figures["by_label"], Outcome) if row.count],
        "views": views,
        "topics": by_topic(views),
        "printed": printed(report),
        "printed_labels": printed_labels(consultation) if report.is_imported else [],
        "commitments": list(consultation.commitments.select_related("owner").order_by("pk")),
        "today": at,
    }


def chosen(versions: Sequence[Report], version: int | None) -> Report | None:
    if not versions or version is None:
        return versions[0] if versions else None
    kind = versions[0].kind
    return next((one for one in versions if (one.kind, one.version) == (kind, version)), None)


def rows(counts: dict[str, int], names: type[Outcome] | type[Channel]) -> list[Row]:
    """Every member in its fixed order, zeros too; shares add up to 100.0."""
    ordered = {str(value): counts.get(value, 0) for value in names.values}
    percent = shares(ordered)
    return [
        Row(value, str(names(value).label), count, percent[value])
        for value, count in ordered.items()
    ]


def views_of(consultation: Consultation, report: Report) -> list[View]:
    entries = (
        report.entries.order_by("position")
        .select_related("point__comment__consultation")
        .prefetch_related("point__provisions__parent__parent", "point__commitments__owner")
        .prefetch_related("point__traces__parent__parent")
    )
    alike: dict[tuple[str, ...], list[ReportEntry]] = defaultdict(list)
    for entry in entries:
        said = (view_of(entry.text), entry.outcome, entry.reason, entry.answered_by)
        alike[said].append(entry)
    shows_decision = is_public(consultation, Section.DECISION)
    return [
        View(
            number=number,
            entry=same[0],
            outcome_label=str(Outcome(same[0].outcome).label),
            raised=raised(entry.point.comment for entry in same),
            articles=articles(same[0].point, named_in=same[0].provisions),
            traces=traces(entry.point for entry in same) if shows_decision else [],
            commitments=[one for entry in same for one in entry.point.commitments.all()],
        )
        for number, same in enumerate(alike.values(), start=1)
    ]


def raised(comments: Iterable[Comment]) -> int:
    """The people behind comments: each person once, a letter with all its signatories."""
    distinct = {comment.pk: comment for comment in comments}.values()
    known = {comment.person for comment in distinct if comment.person is not None}
    unknown = sum(comment.person is None for comment in distinct)
    return len(known) + unknown + sum(comment.signatories - 1 for comment in distinct)


def by_topic(views: Iterable[View]) -> dict[str, list[View]]:
    """Views under their topics, in the order in which topics first occur; none is the last."""
    groups: dict[str, list[View]] = defaultdict(list)
    for view in views:
        groups[view.entry.topic].append(view)
    untold = groups.pop("", None)
    return {**groups, **({"": untold} if untold else {})}


def printed(report: Report) -> list[Printed]:
    found = []
    for name, place in PRINTED_NAMES.items():
        if name in report.printed_figures:
            derived: Any = report.figures
            for key in place:
                derived = derived.get(key)
            found.append(Printed(name, report.printed_figures[name], derived))
    return found


def printed_labels(consultation: Consultation) -> list[PrintedLabel]:
    comments = consultation.comments.exclude(printed_label="").prefetch_related("points")
    return [
        PrintedLabel(comment, comment.printed_label, str(label.label) if label else "")
        for comment in comments.order_by("pk")
        for label in [label_of(point.outcome for point in comment.points.all())]
    ]
