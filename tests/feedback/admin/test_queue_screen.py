"""The queue: every combination of filters an address, constant cost, numbers that add up."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from feedback import intake, numbering, referrals, responses, same_text, triage
from feedback import versions as versions_of_points
from feedback.models import Comment, KeptFilter, Point, Referral
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


@pytest.fixture
def matter(closed_consultation, cast, now):
    """Nine comments: three unsplit, three with a new point, three with a decided one."""
    made = [make_comment(closed_consultation) for _ in range(9)]
    for one in made[3:]:
        make_point(one, by=cast.min, at=now)
    for one in made[6:]:
        decide(one.points.get(), "not_adopted", by=cast.min, at=now)
    return closed_consultation


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


def versions():
    return dict(Point.objects.values_list("pk", "version"))


def shown(client, matter, query="", **data):
    """The preview of a bulk act, which must have changed nothing."""
    before = versions()
    response = client.post(address(matter, query), data)
    assert response.status_code == 200
    assert versions() == before
    return response.context["plan"]


def confirmed(client, matter, plan, query=""):
    return client.post(address(matter, query), plan.words | {"held": plan.held})


def test_chosen_comments_are_assigned_together(as_, matter, cast):
    rows = list(matter.comments.order_by("pk")[4:7].values_list("pk", flat=True))
    plan = shown(as_("min"), matter, act="assign", to=cast.wang.pk, row=rows)
    assert (plan.number, plan.left_out) == (3, 0)
    assert confirmed(as_("min"), matter, plan).status_code == 302
    assert Point.objects.filter(assigned_to=cast.wang).count() == 3


def test_all_that_fit_get_one_outcome_and_the_rest_stays(as_, matter, cast):
    reason = "学位按常住人口配置，现有条件还不够。"
    query = "?unit=points&state=new"
    plan = shown(
        as_("min"), matter, query, act="outcome", all="1", outcome="deferred", reason=reason,
        submit="1",
    )  # fmt: skip
    assert plan.number == 3
    assert confirmed(as_("min"), matter, plan, query).status_code == 302
    assert Point.objects.filter(outcome="deferred", state="in_review").count() == 3
    assert Point.objects.filter(outcome="not_adopted", state="drafted").count() == 3


def test_unsplit_comments_get_one_point_each(as_, matter):
    plan = shown(as_("min"), matter, act="point", all="1", topic="材料")
    assert (plan.number, plan.left_out) == (3, 6)
    assert confirmed(as_("min"), matter, plan).status_code == 302
    made = Point.objects.filter(topic="材料")
    assert made.count() == 3
    assert {(one.text, one.passage) for one in made} == {
        (one.comment.title, one.comment.body) for one in made
    }


def test_many_are_referred_with_one_question(as_, matter, cast):
    plan = shown(
        as_("min"), matter, "?unit=points", act="refer", all="1", department=cast.education.pk,
        question="能否入学？", days="7",
    )  # fmt: skip
    confirmed(as_("min"), matter, plan, "?unit=points")
    assert Point.objects.filter(state="referred").count() == 6


def test_several_departments_are_asked_in_one_act(as_, matter, cast):
    asked = [cast.education.pk, cast.office.pk]
    plan = shown(
        as_("min"), matter, "?unit=points", act="refer", all="1", department=asked,
        question="能否入学？",
    )  # fmt: skip
    assert plan.sentence.count("·") == 1
    confirmed(as_("min"), matter, plan, "?unit=points")
    for department in (cast.education, cast.office):
        assert department.referrals.filter(state="asked").count() == 6


def test_departments_stay_ticked_when_the_act_is_refused(as_, matter, cast):
    data = {"act": "refer", "department": [cast.education.pk, 0], "row": "1", "question": "能否？"}
    response = as_("min").post(address(matter), data)
    assert response.status_code == 409
    ticked = f'id="b-department-{cast.education.pk}" name="department" value="{cast.education.pk}" '
    assert f"{ticked}checked" in response.content.decode()


KEPT_COLUMNS = [*versions_of_points.KEPT, "provisions"]


def columns():
    return {one["pk"]: one for one in Point.objects.values("pk", *KEPT_COLUMNS)}


def words_for(cast, act):
    return {
        "assign": {"to": cast.wang.pk},
        "outcome": {"outcome": "deferred", "reason": "学位按常住人口配置，不够。", "submit": "1"},
        "refer": {"department": [cast.education.pk, cast.office.pk], "question": "能否？"},
        "point": {"topic": "材料"},
    }[act]


def taken_back(client, matter):
    event = client.get(address(matter)).context["last_act"]
    return client.post(address(matter), {"act": "undo", "event": event.pk})


@pytest.mark.parametrize("act", ["assign", "outcome", "refer", "point"])
def test_a_whole_act_is_taken_back(as_, matter, cast, act):
    before = columns()
    client = as_("min")
    confirmed(client, matter, shown(client, matter, act=act, all="1", **words_for(cast, act)))
    assert columns() != before
    assert taken_back(client, matter).status_code == 302
    standing = columns()
    assert {pk: standing[pk] for pk in before} == before
    assert Point.objects.standing().count() == len(before)
    assert not Referral.objects.waiting().exists()
    assert client.get(address(matter)).context["last_act"] is None


@pytest.mark.parametrize("act", ["assign", "outcome", "refer", "point"])
def test_one_change_since_stops_the_taking_back(as_, matter, cast, now, act):
    client = as_("min")
    confirmed(client, matter, shown(client, matter, act=act, all="1", **words_for(cast, act)))
    if act == "outcome":
        last = Point.objects.filter(state="in_review").first()
        responses.approve(points={last.pk: last.version}, by=cast.wang, at=now)
    elif act == "refer":
        referrals.answer(
            referral=Referral.objects.get(point=Point.objects.last(), department=cast.education),
            text="学位不够。", signer="赵", by=cast.zhao, at=now,
        )  # fmt: skip
    else:
        decide(Point.objects.last(), "adopted", by=cast.wang, at=now)
    before = columns()
    response = taken_back(client, matter)
    assert response.status_code == 409
    assert "1" in str(response.context["messages"]._loaded_data or response.content.decode())
    assert columns() == before


def test_a_comment_withdrawn_since_stops_it_too(as_, matter, cast, now):
    client = as_("min")
    confirmed(client, matter, shown(client, matter, act="assign", all="1", to=cast.wang.pk))
    intake.take_back(Point.objects.last().comment_id, now)
    before = columns()
    assert taken_back(client, matter).status_code == 409
    assert columns() == before


@pytest.mark.parametrize("name", ["wang", "sun"])
def test_nobody_takes_back_what_another_did(as_, matter, cast, name):
    client, other = as_("min"), as_(name)
    confirmed(client, matter, shown(client, matter, act="assign", all="1", to=cast.wang.pk))
    event = client.get(address(matter)).context["last_act"]
    assert other.get(address(matter)).context["last_act"] is None
    response = other.post(address(matter), {"act": "undo", "event": event.pk})
    assert response.status_code == 409
    assert Point.objects.filter(assigned_to=cast.wang).count() == 6


@pytest.mark.parametrize("event", ["", "0", "x", "99999999999999999999"])
def test_a_step_that_never_was_is_not_taken_back(as_, matter, event):
    response = as_("min").post(address(matter), {"act": "undo", "event": event})
    assert response.status_code == 409


@pytest.mark.parametrize("act", ["assign", "outcome", "refer", "point"])
def test_one_change_in_between_stops_them_all(as_, matter, cast, now, act):
    words = {
        "to": cast.wang.pk, "outcome": "deferred", "reason": "学位按常住人口配置，不够。",
        "department": cast.education.pk, "question": "能否？",
    }  # fmt: skip
    plan = shown(as_("min"), matter, act=act, all="1", **words)
    if act == "point":
        make_point(plan.comments[-1], by=cast.wang, at=now)
    else:
        decide(plan.points[-1], "adopted", by=cast.wang, at=now)
    before = versions()
    assert confirmed(as_("min"), matter, plan).status_code == 409
    assert versions() == before


@pytest.mark.parametrize(
    "data",
    [
        {"act": "assign", "all": "1", "to": "0"}, {"act": "outcome", "all": "1", "outcome": "nope"},
        {"act": "outcome", "all": "1", "outcome": "not_adopted", "reason": "不符合实际"},
        {"act": "refer", "all": "1", "department": "９"}, {"act": "assign", "row": "-1"},
        {"act": "nope"}, {}, {"act": "assign", "held": "1:1"}, {"act": "outcome", "held": "x"},
        {"act": "point", "held": "99999"}, {"act": "forget", "held": ""},
    ],
)  # fmt: skip
def test_hostile_bulk_acts_change_nothing(as_, matter, cast, data):
    before = versions()
    response = as_("min").post(address(matter), {"to": cast.wang.pk} | data)
    assert response.status_code in (302, 409)
    assert versions() == before or data.get("held") == "1:1"


def test_nobody_outside_is_assigned(as_, matter, cast):
    response = as_("min").post(address(matter), {"act": "assign", "all": "1", "to": cast.zhao.pk})
    assert response.status_code == 409


def test_a_point_of_another_matter_is_not_reached(as_, matter, cast, now, open_consultation):
    other = make_point(make_comment(open_consultation), by=cast.min, at=now)
    data = {"act": "assign", "to": cast.wang.pk, "held": f"{other.pk}:{other.version}"}
    assert as_("min").post(address(matter), data).status_code == 409


@pytest.mark.parametrize("name", ["sun"])
def test_who_only_reads_changes_nothing_in_bulk(as_, matter, cast, name):
    data = {"act": "assign", "all": "1", "to": cast.wang.pk}
    assert as_(name).post(address(matter), data).status_code == 409


@pytest.mark.parametrize("name", ["zhao", "qian", "li", "zhou", "wu"])
def test_others_do_not_find_the_queue(as_, closed_consultation, name):
    assert as_(name).get(address(closed_consultation)).status_code in (302, 404)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(as_, closed_consultation, method):
    assert getattr(as_("min"), method)(address(closed_consultation)).status_code == 405
