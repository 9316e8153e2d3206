"""The queue: every combination of filters an address, constant cost, numbers that add up."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback.models import Point
from tests.factories.feedback import decide, make_comment, make_point


def address(consultation, query=""):
    return reverse("weighing:queue", args=[consultation.pk]) + query


def cost(client, url):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_three_comments_cost_what_three_hundred_do(as_, closed_consultation, cast, now):
    client = as_("min")
    for _ in range(3):
        make_point(make_comment(closed_consultation), by=cast.min, at=now)
    client.get(address(closed_consultation))
    few = cost(client, address(closed_consultation))
    for _ in range(297):
        make_point(make_comment(closed_consultation), by=cast.min, at=now)
    assert cost(client, address(closed_consultation)) == few


def test_the_tally_adds_up(as_, closed_consultation, cast, now):
    first, second = (make_comment(closed_consultation) for _ in range(2))
    decide(make_point(first, by=cast.min, at=now), "not_adopted", by=cast.min, at=now)
    make_point(first, by=cast.min, at=now)
    tally = as_("min").get(address(closed_consultation)).context["tally"]
    assert sum(number for _state, number in tally["states"]) == tally["points"] == 2
    assert (tally["comments"], tally["unsplit"], tally["left"]) == (2, 1, 2)
    assert second.points.count() == 0


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?state=unsplit", {"未拆"}), ("?state=drafted", {"已拟"}),
        ("?outcome=not_adopted", {"已拟"}),
        ("?q=停车", {"停车"}), ("?channel=letter", {"来信"}), ("?channel=letter&q=停车", set()),
    ],
)  # fmt: skip
def test_filters_narrow_and_combine(as_, closed_consultation, cast, now, query, expected):
    make_comment(closed_consultation, title="未拆")
    decided = make_comment(closed_consultation, title="已拟")
    decide(make_point(decided, by=cast.min, at=now), "not_adopted", by=cast.min, at=now)
    for title, fields in (("停车", {}), ("来信", {"channel": "letter"})):
        make_point(make_comment(closed_consultation, title=title, **fields), by=cast.min, at=now)
    page = as_("min").get(address(closed_consultation, query)).context["page"]
    assert {one.title for one in page.object_list} == expected


@pytest.mark.parametrize(
    "query",
    [
        "?state=nope",
        "?article=-5",
        "?article=nobody",
        "?assignee=１",
        "?p=0",
        "?p=abc",
        "?q=%00",
        "?q=" + "9" * 4000,
    ],
)
def test_unknown_values_choose_nothing(as_, closed_consultation, query):
    assert as_("min").get(address(closed_consultation, query)).status_code == 200


def test_chosen_comments_are_assigned_together(as_, closed_consultation, cast, now):
    comments = [make_comment(closed_consultation) for _ in range(3)]
    for one in comments:
        make_point(one, by=cast.min, at=now)
    as_("min").post(
        address(closed_consultation),
        {"comment": [one.pk for one in comments[:2]], "to": cast.wang.pk},
    )
    assert Point.objects.filter(assigned_to=cast.wang).count() == 2


def test_nobody_outside_is_assigned(as_, closed_consultation, cast, now):
    comment = make_comment(closed_consultation)
    make_point(comment, by=cast.min, at=now)
    as_("min").post(address(closed_consultation), {"comment": comment.pk, "to": cast.zhao.pk})
    assert not Point.objects.filter(assigned_to__isnull=False).exists()


@pytest.mark.parametrize("name", ["zhao", "qian", "li", "zhou", "wu"])
def test_others_do_not_find_the_queue(as_, closed_consultation, name):
    assert as_(name).get(address(closed_consultation)).status_code in (302, 404)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(as_, closed_consultation, method):
    assert getattr(as_("min"), method)(address(closed_consultation)).status_code == 405
