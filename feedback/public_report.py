"""The published report as the public reads it, from frozen rows and numbers only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from consultation.enums import Channel, Section
from consultation.models import Consultation
from feedback import report_files
from feedback.enums import Outcome
from feedback.labels import label_of
from feedback.links import is_public
from feedback.models import Comment, Commitment, Report
from feedback.opinions import Opinions, with_traces
from feedback.progress import points_for_receipt
from feedback.reports.figures import shares
from feedback.reports.proof import tables

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


@dataclass(frozen=True)
class Topic:
    """`outcomes` holds all eight; the empty name stands for points without topic."""

    name: str
    count: int
    outcomes: list[Row]


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
    consultation: Consultation, at: datetime, version: int | None = None, kind: str = ""
) -> dict[str, Any]:
    """All that the report's page shows; `report` is None before the first publication.

    The current report is the newest final one, before that the newest interim one; `version`
    asks for an earlier version, of its kind or of `kind`. `views` is a sequence for a paginator,
    in the order of the rows, so the most frequent declined ones come first (R61).
    """
    promised = Commitment.objects.filter(consultation=OuterRef("consultation"))
    published: Any = consultation.reports.published().filter(published_at__lte=at)
    published = published.annotate(is_promising=Exists(promised))
    if is_public(consultation, Section.DECISION):
        published = with_traces(published)
    versions: list[Any] = list(published.select_related("proof").newest_first())
    report: Any = chosen(versions, version, kind)
    if report is None:
        return {"consultation": consultation, "report": None, "versions": []}
    today = timezone.localdate(at)
    commitments = promises(consultation, report) if report.is_promising else []
    views = Opinions(consultation, report, commitments)
    return told(report, views, commitments, today) | {
        "is_current": report == versions[0],
        "versions": versions,
        "files": report_files.NAMES,
    }


def told(
    report: Report, views: Opinions, commitments: list[Commitment], today: date
) -> dict[str, Any]:
    """What a report says, published or about to be; its tables are made once they are looked at."""
    consultation, figures = report.consultation, report.figures
    return {
        "consultation": consultation,
        "report": report,
        "figures": figures,
        "outcomes": SimpleLazyObject(lambda: rows(figures["by_outcome"], Outcome)),
        "channels": SimpleLazyObject(lambda: counted(figures["by_channel"], Channel)),
        "labels": SimpleLazyObject(lambda: counted(figures["by_label"], Outcome)),
        "views": views,
        "topics": SimpleLazyObject(lambda: topics(report)),
        "articles": SimpleLazyObject(lambda: cited(report)),
        "printed": printed(report),
        "printed_labels": printed_labels(consultation) if report.is_imported else [],
        "commitments": commitments,
        "today": today,
    }


def promises(consultation: Consultation, report: Report) -> list[Commitment]:
    """The promises that the report tells of, each with the number of the `opinion` it answers."""
    opinion = report.entries.filter(point=OuterRef("point")).values("opinion")[:1]
    made = consultation.commitments.told_by(report).annotate(opinion=Subquery(opinion))
    return list(made.select_related("owner").overdue_first())


def chosen(versions: Sequence[Report], version: int | None, kind: str) -> Report | None:
    if not versions or version is None:
        return versions[0] if versions else None
    kind = kind or versions[0].kind
    return next((one for one in versions if (one.kind, one.version) == (kind, version)), None)


def rows(counts: Mapping[str, int], names: type[Outcome] | type[Channel]) -> list[Row]:
    """Every member in its fixed order, zeros too; shares add up to 100.0."""
    ordered = {str(value): counts.get(value, 0) for value in names.values}
    percent = shares(ordered)
    return [
        Row(value, str(names(value).label), count, percent[value])
        for value, count in ordered.items()
    ]


def counted(counts: Mapping[str, int], names: type[Outcome] | type[Channel]) -> list[Row]:
    return [row for row in rows(counts, names) if row.count]


def topics(report: Report) -> list[Topic]:
    """Points by topic and outcome, the most frequent topic first; without any, none."""
    return shaped(tables(report.tally)["topics"])


def cited(report: Report) -> list[Topic]:
    """Points by the article that they speak of, the most frequent first."""
    return shaped(dict(sorted(tables(report.tally)["articles"].items())))


def shaped(counts: dict[str, dict[str, int]]) -> list[Topic]:
    """The most frequent first, what has no name last; none when nothing has one."""
    if set(counts) <= {""}:
        return []
    found = [Topic(name, sum(one.values()), rows(one, Outcome)) for name, one in counts.items()]
    return sorted(found, key=lambda topic: (topic.name == "", -topic.count))


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
