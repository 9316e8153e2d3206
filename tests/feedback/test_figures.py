"""Every number of the report, counted once and provable (R58)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.enums import Outcome
from feedback.labels import label_of
from feedback.models import Comment, Point
from feedback.reports import figures, shares
from feedback.reports.figures import labelled, reconciles
from tests.factories.feedback import decide, make_comment, make_point, sign


def counted(consultation, **expected):
    numbers = figures(consultation)
    assert {name: numbers[name] for name in expected} == expected
    assert reconciles(numbers)
    return numbers


def test_nothing_received_is_a_figure_too(closed_consultation):
    numbers = counted(closed_consultation, people=0, comments=0, points=0, unanswered=0)
    assert set(numbers["by_outcome"]) == set(Outcome.values)
    assert set(numbers["by_outcome"].values()) == {0}


def test_one_contact_is_one_person_however_often_it_writes(closed_consultation):
    for contact in ("a", "a", "b", ""):
        make_comment(closed_consultation, contact=contact)
    make_comment(closed_consultation)
    counted(closed_consultation, people=4, comments=5)


def test_an_ordinal_that_is_not_settled_yet_changes_no_number(closed_consultation):
    """Comments of one contact, of which the drainer has numbered none, some, or all."""
    comments = [make_comment(closed_consultation, contact=name) for name in "aabbc"]
    for numbered in range(6):
        ordinals = {"a": 1, "b": 2, "c": 3}
        for comment, name in list(zip(comments, "aabbc", strict=True))[:numbered]:
            Comment.objects.filter(pk=comment.pk).update(person=ordinals[name])
        counted(closed_consultation, people=3, comments=5)
    Comment.objects.filter(pk__in=[one.pk for one in comments]).update(person=None)
    Comment.objects.filter(pk=comments[1].pk).update(person=1, withdrawn_at="2021-01-01T00:00Z")
    counted(closed_consultation, people=3, comments=4)


def test_numbers_survive_the_erasure_of_contacts(closed_consultation):
    comments = [make_comment(closed_consultation, contact=name, person=number)
                for name, number in (("a", 1), ("a", 1), ("b", 2))]  # fmt: skip
    for comment in comments:
        comment.respondent.contact_hash = ""
        comment.respondent.save()
    counted(closed_consultation, people=2, comments=3)


def test_a_letter_brings_all_its_signatories(closed_consultation):
    make_comment(closed_consultation, channel="letter", signatories=12)
    make_comment(closed_consultation, contact="a", channel="letter", signatories=3)
    make_comment(closed_consultation, contact="a")
    numbers = counted(closed_consultation, people=15, comments=3)
    assert numbers["by_channel"] | {"web": 1, "letter": 2} == numbers["by_channel"]


def test_late_and_withdrawn_comments_have_rows_of_their_own(closed_consultation, cast, now):
    for fields in ({"is_late": True}, {"withdrawn_at": now}, {}):
        point_of = make_comment(closed_consultation, contact="x", **fields)
        Point.objects.create(
            comment=point_of, number=1, text="要点", created_at=now, created_by=cast.min
        )
    counted(closed_consultation, people=1, comments=1, points=1, unanswered=1, late=1, withdrawn=1)


def test_only_signed_answers_are_counted_as_answers(closed_consultation, cast, now):
    comment = make_comment(closed_consultation)
    first = make_point(comment, by=cast.min, at=now)
    decide(make_point(comment, by=cast.min, at=now), "adopted", by=cast.min, at=now)
    sign(first, "noted", by=cast.min, signer=cast.wang, at=now)
    numbers = counted(closed_consultation, points=2, unanswered=1, unlabelled=1)
    assert numbers["by_outcome"]["noted"] == 1
    assert numbers["by_outcome"]["adopted"] == 0


def test_the_label_in_sql_is_the_label_in_python(closed_consultation, cast, now):
    """Every set of at most three outcomes, each with two numbers of points."""
    expected = {}
    values = [*Outcome.values]
    triples = {tuple(sorted({a, b, c})) for a in values for b in values for c in values} | {
        ("adopted", "noted", "out_of_scope", "already_covered")
    }
    points = []
    for number, outcomes in enumerate(sorted(triples)):
        comment = make_comment(closed_consultation)
        expected[comment.pk] = label_of(outcomes)
        repeated = outcomes * (1 + number % 2)
        points += [
            Point(
                comment=comment, number=place, text="要点", outcome=outcome, reason="有理由",
                state="approved", is_imported=True, created_at=now, created_by=cast.min,
            )
            for place, outcome in enumerate(repeated, start=1)
        ]  # fmt: skip
    Point.objects.bulk_create(points)
    comments = labelled(Comment.objects.counted(), None)
    assert dict(comments.values_list("pk", "label")) == expected
    at = labelled(Comment.objects.counted(), now)
    assert dict(at.values_list("pk", "label")) == expected


def test_a_past_instant_has_its_own_numbers(closed_consultation, cast, now):
    later = now + timedelta(hours=1)
    kept = make_comment(closed_consultation)
    sign(make_point(kept, by=cast.min, at=now), "noted", by=cast.min, signer=cast.wang, at=now)
    before = figures(closed_consultation, now)
    make_comment(closed_consultation, channel="letter", entered_at=later, entered_by=cast.min)
    extra = make_point(kept, by=cast.min, at=later)
    sign(extra, "adopted", by=cast.min, signer=cast.wang, at=later)
    Comment.objects.filter(pk=make_comment(closed_consultation).pk).update(
        received_at=later, withdrawn_at=later
    )
    assert figures(closed_consultation, now) == before
    assert figures(closed_consultation, later)["comments"] == 2
    assert figures(closed_consultation, later)["points"] == 2


@pytest.mark.parametrize("size", [3, 60])
def test_the_number_of_queries_is_constant(closed_consultation, cast, now, size):
    comments = [make_comment(closed_consultation, contact=str(n)) for n in range(size)]
    Point.objects.bulk_create(
        Point(comment=one, number=1, text="要点", created_at=now, created_by=cast.min)
        for one in comments
    )
    with CaptureQueriesContext(
        connection,
    ) as queries:
        figures(closed_consultation, now)
    assert len(queries) == 10


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([9, 4, 6, 5, 11, 4, 4, 3], [19.6, 8.7, 13.0, 10.9, 23.9, 8.7, 8.7, 6.5]),
        ([1, 1, 1], [33.4, 33.3, 33.3]),
        ([0, 0], [0.0, 0.0]),
        ([7], [100.0]),
    ],
)
def test_shares_add_up_to_a_hundred(counts, expected):
    found = shares({str(place): count for place, count in enumerate(counts)})
    assert list(found.values()) == expected
    assert not sum(counts) or round(sum(found.values()), 1) == 100.0
