"""What still stands between a report and its publication, in words and numbers."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from feedback.disagreements import contradicted
from feedback.enums import ReportKind, Resolution
from feedback.models import Finding, Referral, Report
from feedback.privacy import detection
from feedback.reports.figures import (
    counted_comments,
    counted_points,
    figures,
    reconciles,
)  # fmt: skip

SHOWN = 20


@dataclass(frozen=True)
class Matter:
    """`ids` are the first twenty points, comments or referrals concerned, as `code` says."""

    code: str
    message: str
    count: int
    ids: tuple[int, ...] = ()


def open_matters(report: Report, *, at: datetime) -> list[Matter]:
    """Everything that blocks publishing, empty when nothing does (R58, H-R5).

    An interim report prints what is signed so far; open points do not block it.
    """
    found = [*contradictions(report), *personal_data(report), *signature(report, at), *sums(report)]
    if report.kind == ReportKind.INTERIM:
        return found
    return [*period(report, at), *unanswered(report, at), *found]


def period(report: Report, at: datetime) -> Iterator[Matter]:
    open_rounds = report.consultation.periods.filter(closes_at__gt=at)
    if count := open_rounds.count():
        message = gettext("Comments can still be sent; a final report waits for the end.")
        yield Matter("period", message, count)


def unanswered(report: Report, at: datetime) -> Iterator[Matter]:
    consultation = report.consultation
    yield from matter(
        "unsplit",
        counted_comments(consultation, None).without_point(),
        lambda count: ngettext(
            "%(count)s comment has no point yet", "%(count)s comments have no point yet", count
        ),
    )
    points = counted_points(consultation, None)
    yield from matter(
        "unanswered",
        points.exclude(pk__in=points.signed_at(at)),
        lambda count: ngettext(
            "%(count)s point has no signed answer", "%(count)s points have no signed answer", count
        ),
    )
    yield from matter(
        "referrals",
        Referral.objects.waiting().filter(point__in=points),
        lambda count: ngettext(
            "%(count)s question waits for another department's answer",
            "%(count)s questions wait for another department's answer",
            count,
        ),
    )


def contradictions(report: Report) -> Iterator[Matter]:
    yield from matter(
        "contradictions",
        contradicted(counted_points(report.consultation, None)),
        lambda count: ngettext(
            "Departments contradict each other on %(count)s point",
            "Departments contradict each other on %(count)s points",
            count,
        ),
    )


def personal_data(report: Report) -> Iterator[Matter]:
    """Points whose printed words hold personal data (R40): in the brief whatever the detector
    finds, in the reason what it found in the comment. A department's own telephone is not such.

    Only a person's "this is not personal data" lets such words through.
    """
    comments = counted_comments(report.consultation, None)
    found: dict[int, set[str]] = defaultdict(set)
    overruled: dict[int, set[str]] = defaultdict(set)
    for finding in Finding.objects.filter(comment__in=comments).select_related("comment"):
        known = overruled if finding.resolution == Resolution.OVERRULED else found
        known[finding.comment_id].add(words_of(finding))
    points = counted_points(report.consultation, None)
    pks = [
        pk
        for pk, comment, text, reason in points.order_by("pk").values_list(
            "pk", "comment", "text", "reason"
        )
        if any(words in f"{text}\n{reason}" for words in found[comment])
        or any(text[one.start : one.end] not in overruled[comment] for one in detection.find(text))
    ]
    if pks:
        message = ngettext(
            "%(count)s point would print personal data",
            "%(count)s points would print personal data",
            len(pks),
        )
        yield Matter("personal_data", message % {"count": len(pks)}, len(pks), tuple(pks[:SHOWN]))


def words_of(finding: Finding) -> str:
    text: str = getattr(finding.comment, finding.field)
    return text[finding.start : finding.end]


def signature(report: Report, at: datetime) -> Iterator[Matter]:
    missing = [
        gettext("the title") if not report.title.strip() else "",
        gettext("who signs") if not report.signed_as.strip() else "",
        gettext("the date of signature") if report.signed_on is None else "",
    ]
    if named := [name for name in missing if name]:
        message = gettext("Missing: %(fields)s") % {"fields": gettext(", ").join(named)}
        yield Matter("signature", message, len(named))
    if report.signed_on and report.signed_on > timezone.localdate(at):
        yield Matter("signature", gettext("The date of signature lies in the future."), 1)


def sums(report: Report) -> Iterator[Matter]:
    if not reconciles(figures(report.consultation)):
        yield Matter("sums", gettext("The parts do not add up to the totals."), 1)


def matter(code: str, rows: QuerySet[Any], message: Callable[[int], str]) -> Iterator[Matter]:
    if count := rows.count():
        ids = rows.order_by("pk").values_list("pk", flat=True)[:SHOWN]
        yield Matter(code, message(count) % {"count": count}, count, tuple(ids))
