"""The queue: every combination of filters an address, constant cost, numbers that add up."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from feedback import numbering, referrals, same_text, triage
from feedback.admin import numbers
from feedback.admin.filters import Filters
from feedback.models import Comment, KeptFilter, Point, QueueCount
from feedback.same_text import Cluster
from tests.factories.feedback import decide, make_comment, make_point, make_text
from tests.factories.queues import counted, fold_all


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


@pytest.fixture
def mixed(closed_consultation, cast, now):
    """Comments with no point, one or two, some assigned or decided, half from the web."""
    for number in range(12):
        comment = make_comment(closed_consultation, channel=("web", "letter")[number % 2])
        points = [make_point(comment, by=cast.min, at=now) for _ in range(number % 3)]
        if points and number % 4 == 0:
            decide(points[0], "noted", by=cast.min, at=now)
        if points and number % 4 == 1:
            triage.assign(points={points[0].pk: points[0].version}, to=cast.min, by=cast.min,
                          at=now)  # fmt: skip
    return counted(closed_consultation)


@pytest.mark.parametrize("query", [
    "state=new", "state=assigned", "state=reopened", "outcome=noted", "assignee=nobody",
    "state=new&channel=letter", "state=assigned&outcome=noted", "referral=asked",
    "referral=overdue",
    "state=unsplit", "state=left", "state=left&outcome=noted", "channel=web", "",
])  # fmt: skip
@pytest.mark.parametrize("limit", [0, 3, 1000])
def test_the_rows_are_the_same_from_whichever_end_they_are_found(
    mixed, now, monkeypatch, query, limit
):
    monkeypatch.setattr(numbers, "FEW", limit)
    filters = Filters.of(QueryDict(query), now)
    found = filters.rows(mixed, are_few=numbers.are_few(mixed, filters))
    assert list(found) == list(filters.rows(mixed))


def test_few_points_are_read_before_their_comments(mixed, now):
    def are_few(query):
        return numbers.are_few(mixed, Filters.of(QueryDict(query), now))

    assert [are_few(query) for query in ("state=reopened", "state=new&channel=web")] == [True] * 2
    assert [are_few(query) for query in ("", "channel=web", "state=left", "referral=overdue")] == [
        False
    ] * 4
    QueueCount.objects.filter(key="comments.state.new").update(number=numbers.FEW + 1)
    assert not are_few("state=new")
    assert are_few("state=new&assignee=nobody")


def test_the_tally_adds_up(as_, closed_consultation, cast, now):
    first, second = (make_comment(closed_consultation) for _ in range(2))
    decide(make_point(first, by=cast.min, at=now), "not_adopted", by=cast.min, at=now)
    make_point(first, by=cast.min, at=now)
    fold_all()
    numbering.settle(at=now, comment=second.pk)
    fold_all()
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


@pytest.mark.parametrize("unit", ["", "points"])
def test_every_number_is_what_its_option_shows(as_, matter, cast, now, unit):
    text = make_text(matter, kind="draft", by=cast.min)
    article, item = (text.provisions.get(anchor=anchor) for anchor in ("p1", "p1-1"))
    first = Point.objects.order_by("pk").first()
    first.provisions.add(item)
    first.comment.provisions.add(article)
    Comment.objects.order_by("-pk").first().provisions.add(article)
    triage.assign(points={first.pk: first.version}, to=cast.wang, by=cast.min, at=now)
    last = Point.objects.order_by("-pk").first()
    referrals.refer(
        points={last.pk: last.version}, department=cast.education, question="能否？",
        by=cast.min, at=now - timedelta(days=90),
    )  # fmt: skip
    Comment.objects.filter(pk=first.comment_id).update(channel="letter", stance="oppose")
    made = make_comment(matter), make_comment(matter)
    same_text.propose(
        consultation=matter, by=cast.min, at=now,
        clusters=[Cluster("同", {one.pk: [] for one in (*made, first.comment)})],
    )  # fmt: skip
    counted(matter)
    client, seen = as_("min"), set()
    for choice in client.get(address(matter, f"?unit={unit}")).context["choices"]:
        for value, _words, number in choice.options:
            query = f"?unit={unit}&{choice.name}={value}"
            page = client.get(address(matter, query)).context["page"]
            assert (str(len(page.object_list)), page.count) == (number, number), query
            seen.add((choice.name, number))
    assert {name for name, number in seen if number != "0"} == {
        "state", "outcome", "article", "assignee", "referral", "group", "channel", "stance",
    }  # fmt: skip


def test_an_article_is_found_in_points_items_and_earlier_texts(as_, matter, cast):
    old = make_text(matter, kind="draft", by=cast.min)
    newer = make_text(matter, kind="draft", by=cast.min, number=2, like=old)
    point = Point.objects.first()
    point.provisions.add(old.provisions.get(anchor="p1-1"))
    query = f"?unit=points&article={newer.provisions.get(anchor='p1').pk}"
    assert list(as_("min").get(address(matter, query)).context["page"].object_list) == [point]


def test_days_are_days_of_the_site(as_, closed_consultation):
    at = datetime(2026, 8, 1, 23, 59, tzinfo=timezone.get_default_timezone())
    make_comment(closed_consultation, title="头一天", received_at=at)
    make_comment(closed_consultation, title="第二天", received_at=at + timedelta(minutes=1))

    def titles(query):
        page = as_("min").get(address(closed_consultation, query)).context["page"]
        return [one.title for one in page.object_list]

    assert titles("?until=2026-08-01") == ["头一天"]
    assert titles("?since=2026-08-02&until=2026-08-02") == ["第二天"]


def test_numbers_that_nobody_counted_end_at_a_thousand(as_, closed_consultation):
    made = [make_comment(closed_consultation) for _ in range(3)]
    numbers = range(1005)
    Comment.objects.bulk_create(
        Comment(
            consultation=closed_consultation, receipt_number=f"M{number}", channel="web",
            received_at=made[0].received_at, title="多", body="多",
        )
        for number in numbers
    )  # fmt: skip
    counted(closed_consultation)
    page = as_("min").get(address(closed_consultation, "?p=21")).context["page"]
    assert (page.count, len(page.object_list), page.has_next) == ("1,008", 8, False)
    query = "?channel=web&since=2000-01-01"
    assert as_("min").get(address(closed_consultation, query)).context["page"].count == "1,000+"


def test_the_queue_says_how_old_its_numbers_are(as_, matter, now):
    page = as_("min").get(address(matter))
    assert page.context["tally"]["age"] > 0
    assert "data-age" in page.content.decode()
    counted(matter)
    page = as_("min").get(address(matter))
    assert page.context["tally"]["age"] == 0
    assert "data-age" not in page.content.decode()


def test_a_group_of_another_matter_shows_nothing(as_, matter, open_consultation, cast, now):
    made = [make_comment(open_consultation) for _ in range(2)]
    same_text.propose(
        consultation=open_consultation, by=cast.min, at=now,
        clusters=[Cluster("别处的同文", {one.pk: [] for one in made})],
    )  # fmt: skip
    group = open_consultation.groups.get()
    response = as_("min").get(address(matter, f"?group={group.pk}"))
    assert list(response.context["page"].object_list) == []
    assert "别处的同文" not in response.content.decode()


def test_a_filter_is_kept_under_a_name_by_its_owner(as_, matter):
    address_ = address(matter, "?state=new&channel=web")
    assert as_("min").post(address_, {"act": "keep", "name": "新来的"}).status_code == 302
    page = as_("min").get(address(matter)).content.decode()
    assert 'href="?state=new&amp;channel=web"' in page
    assert "新来的" not in as_("wang").get(address(matter)).content.decode()
    kept = KeptFilter.objects.get()
    as_("wang").post(address_, {"act": "forget", "kept": kept.pk})
    assert KeptFilter.objects.exists()
    as_("min").post(address_, {"act": "forget", "kept": kept.pk})
    assert not KeptFilter.objects.exists()


@pytest.mark.parametrize(
    ("query", "name"), [("", "无"), ("?state=new", ""), ("?state=new", "长" * 41)]
)
def test_a_nameless_or_empty_filter_is_not_kept(as_, matter, query, name):
    response = as_("min").post(address(matter, query), {"act": "keep", "name": name})
    assert response.status_code == 409
    assert not KeptFilter.objects.exists()


@pytest.mark.parametrize("name", ["zhao", "qian", "li", "zhou", "wu"])
def test_others_do_not_find_the_queue(as_, closed_consultation, name):
    assert as_(name).get(address(closed_consultation)).status_code in (302, 404)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(as_, closed_consultation, method):
    assert getattr(as_("min"), method)(address(closed_consultation)).status_code == 405


def test_what_was_withdrawn_is_no_work_left(as_, closed_consultation, now):
    kept, gone = make_comment(closed_consultation), make_comment(closed_consultation)
    Comment.objects.filter(pk=gone.pk).update(withdrawn_at=now)
    counted(closed_consultation)
    for state in ("unsplit", "left"):
        page = as_("min").get(address(closed_consultation) + f"?state={state}")
        assert [one.pk for one in page.context["page"].object_list] == [kept.pk]
