"""What is counted (R58): people, comments and points, in a constant number of queries."""

from collections import Counter
from datetime import datetime
from typing import Any, TypedDict

from django.db import connection
from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Max,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Coalesce

from consultation.enums import Channel
from consultation.models import Consultation
from feedback.enums import Outcome, WorkState
from feedback.models import Comment, GroupMember, Point
from feedback.querysets import CommentQuerySet, PointQuerySet


class Figures(TypedDict):
    """Every sum is provable: `comments` is the sum of `by_channel` and of `by_label` with
    `unlabelled`, `points` that of `by_outcome` with `unanswered`. `texts` takes the comments of
    a confirmed group as one. Late and withdrawn comments are named but in no total.
    """

    people: int
    comments: int
    texts: int
    points: int
    unanswered: int
    unlabelled: int
    late: int
    withdrawn: int
    by_outcome: dict[str, int]
    by_channel: dict[str, int]
    by_label: dict[str, int]


def figures(consultation: Consultation, at: datetime | None = None) -> Figures:
    """The numbers as they stand, or as they stood at the aware instant `at`.

    Only a signed answer counts as one.
    """
    comments = counted_comments(consultation, at)
    by_channel = number_by(comments, "channel")
    by_label = number_by(labelled(comments, at), "label")
    signed = counted_points(consultation, at).signed_at(at)
    by_outcome = number_by(signed, "outcome")
    points = counted_points(consultation, at).count()
    total = comments.count()
    return Figures(
        people=people(comments),
        comments=total,
        texts=total - repeated(comments, at),
        points=points,
        unanswered=points - signed.count(),
        unlabelled=by_label[""],
        by_outcome={value: by_outcome[value] for value in Outcome.values},
        by_channel={value: by_channel[value] for value in Channel.values},
        by_label={value: by_label[value] for value in Outcome.LABELS},
        **uncounted(consultation, at),
    )


def number_by(rows: QuerySet[Any], column: str) -> Counter[str]:
    """How many of the rows hold each value of a column, which may be an aggregate."""
    sql, values = rows.order_by().values(column).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column}, COUNT(*) FROM ({sql}) AS counted GROUP BY {column}",  # noqa: S608 — the names are ours
            values,
        )
        return Counter(dict(cursor.fetchall()))


def counted_comments(consultation: Consultation, at: datetime | None) -> CommentQuerySet:
    comments = Comment.objects.filter(consultation=consultation)
    return comments.counted_at(at) if at else comments.counted()


def counted_points(consultation: Consultation, at: datetime | None) -> PointQuerySet:
    points = Point.objects.filter(comment__consultation=consultation)
    return points.counted_at(at) if at else points.counted()


def people(comments: CommentQuerySet) -> int:
    """Distinct people: by ordinal, else by the hash that the ordinal will come from.

    A comment without contact is a person; a letter adds its further signatories. A hash whose
    ordinal stands on another counted comment is that same person.
    """
    unnumbered = (
        comments.filter(respondent__contact_hash__gt="")
        .values("respondent__contact_hash")
        .annotate(ordinal=Max("person"))
        .filter(ordinal=None)
    )
    contactless = Q(person=None) & (Q(respondent=None) | Q(respondent__contact_hash=""))
    found = comments.aggregate(
        numbered=Count("person", distinct=True),
        contactless=Count("pk", filter=contactless),
        signatories=Coalesce(Sum(F("signatories") - 1), 0),
    )
    return int(unnumbered.count() + sum(found.values()))


def repeated(comments: CommentQuerySet, at: datetime | None) -> int:
    """Comments whose text is that of another: all of a confirmed group but one (R49)."""
    grouped = GroupMember.objects.confirmed_at_time(at).filter(comment__in=comments)
    found = grouped.aggregate(comments=Count("pk"), groups=Count("group", distinct=True))
    return int(found["comments"] - found["groups"])


def labelled(comments: CommentQuerySet, at: datetime | None) -> CommentQuerySet:
    """Annotate `label`, the twin in SQL of `labels.label_of`; empty while a point is unsigned."""
    standing = Q(points__isnull=False, points__removed_at=None)
    signed = Q(points__state=WorkState.APPROVED)
    if at:
        standing = Q(points__created_at__lte=at) & (
            Q(points__removed_at=None) | Q(points__removed_at__gt=at)
        )
        signed &= Q(points__approved_at=None) | Q(points__approved_at__lte=at)

    def count(*outcomes: str) -> Count:
        return Count("points", filter=standing & Q(points__outcome__in=outcomes))

    return comments.annotate(
        units=Count("points", filter=standing),
        signed=Count("points", filter=standing & signed),
        noted=count(Outcome.NOTED),
        light=count(*Outcome.ONLY_WHEN_ALONE),
        full=count(*Outcome.FULLY_ADOPTED),
        covered=count(Outcome.ALREADY_COVERED),
        declined=count(*Outcome.DECLINED),
    ).annotate(
        label=Case(
            When(Q(units=0) | Q(signed__lt=F("units")), then=Value("")),
            When(light=F("units"), noted__gt=0, then=Value(Outcome.NOTED.value)),
            When(light=F("units"), then=Value(Outcome.OUT_OF_SCOPE.value)),
            When(full=F("units") - F("light"), then=Value(Outcome.ADOPTED.value)),
            When(covered=F("units") - F("light"), then=Value(Outcome.ALREADY_COVERED.value)),
            When(declined=F("units") - F("light"), then=Value(Outcome.NOT_ADOPTED.value)),
            default=Value(Outcome.PARTLY_ADOPTED.value),
            output_field=CharField(),
        )
    )


class Uncounted(TypedDict):
    late: int
    withdrawn: int


def uncounted(consultation: Consultation, at: datetime | None) -> Uncounted:
    withdrawn = Q(withdrawn_at__lte=at) if at else Q(withdrawn_at__isnull=False)
    received = Q(received_at__lte=at) if at else Q()
    found = Comment.objects.filter(received, consultation=consultation).aggregate(
        withdrawn=Count("pk", filter=withdrawn),
        late=Count("pk", filter=~withdrawn & Q(is_late=True)),
    )
    return Uncounted(late=found["late"], withdrawn=found["withdrawn"])


def reconciles(numbers: Figures) -> bool:
    """Whether every total is the sum of its parts."""
    return (
        numbers["comments"] == sum(numbers["by_channel"].values())
        and numbers["comments"] == sum(numbers["by_label"].values()) + numbers["unlabelled"]
        and numbers["points"] == sum(numbers["by_outcome"].values()) + numbers["unanswered"]
    )


def shares(counts: dict[str, int]) -> dict[str, float]:
    """Percentages with one decimal, by largest remainder, so that they add up to 100.0.

    Ties go to the earlier key. All zero when there is nothing to share.
    """
    total = sum(counts.values())
    if not total:
        return dict.fromkeys(counts, 0.0)
    tenths = {key: divmod(count * 1000, total) for key, count in counts.items()}
    missing = 1000 - sum(whole for whole, _ in tenths.values())
    by_remainder = sorted(tenths, key=lambda key: -tenths[key][1])
    raised = set(by_remainder[:missing])
    return {key: (whole + (key in raised)) / 10 for key, (whole, _) in tenths.items()}
