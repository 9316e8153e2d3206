"""Acts on many rows of the queue: shown first, all or nothing, taken back as a whole."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback import intake, referrals, responses
from feedback import versions as versions_of_points
from feedback.models import Point, Referral
from tests.factories.feedback import decide, make_comment, make_point, submit


def address(consultation, query=""):
    return reverse("weighing:queue", args=[consultation.pk]) + query


def fresh(point):
    return Point.objects.get(pk=point.pk)


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


def test_all_that_is_decided_goes_to_the_head_and_the_rest_stays(as_, matter, cast, now):
    """Not what is undecided, what a department is still asked, nor what is there already."""
    owed, contradicted, there, _free = (
        decide(make_point(make_comment(matter), by=cast.min, at=now), "noted", by=cast.min, at=now)
        for _ in range(4)
    )
    question = {"question": "？", "due_on": now.date(), "asked_at": now, "asked_by": cast.min}
    Referral.objects.create(point=owed, department=cast.education, **question)
    for department, outcome in ((cast.education, "adopted"), (cast.office, "not_adopted")):
        Referral.objects.create(
            point=contradicted, department=department, state="answered", answer="如此",
            answered_at=now, answered_by=cast.wu, proposed_outcome=outcome, **question,
        )  # fmt: skip
    submit(there, by=cast.min, at=now)
    plan = shown(as_("min"), matter, "?unit=points", act="submit", all="1")
    assert (plan.number, plan.left_out) == (4, 6)
    assert [number for _outcome, number in plan.before] == [3, 1]
    assert confirmed(as_("min"), matter, plan, "?unit=points").status_code == 302
    sent = Point.objects.filter(state="in_review")
    assert (sent.count(), {one.submitted_by for one in sent}) == (5, {cast.min})
    assert not {owed, contradicted} & set(sent)


def test_a_reopened_point_goes_to_the_head_again(as_, matter, cast, now):
    point = Point.objects.filter(state="drafted").first()
    point = submit(point, by=cast.min, at=now)
    (point,) = responses.approve(points={point.pk: point.version}, by=cast.wang, at=now)
    responses.reopen(point=point, version=point.version, reason="改判", by=cast.min, at=now)
    plan = shown(as_("min"), matter, "?unit=points", act="submit", row=[point.pk])
    confirmed(as_("min"), matter, plan, "?unit=points")
    assert fresh(point).state == "in_review"


@pytest.mark.parametrize("name", ["sun", "zhao", "qian", "li", "zhou"])
def test_only_who_drafts_here_sends_for_signature(as_, matter, cast, name):
    held = ",".join(one.ticket for one in Point.objects.filter(state="drafted"))
    for data in ({"act": "submit", "all": "1"}, {"act": "submit", "held": held}):
        assert as_(name).post(address(matter), data).status_code in (302, 403, 404, 409)
        assert not Point.objects.filter(state="in_review").exists()


@pytest.mark.parametrize("rows", [{"row": "1"}, {"all": "1"}, {}])
def test_without_anything_decided_nothing_is_sent(as_, matter, rows):
    response = as_("min").post(address(matter, "?unit=points&state=new"), {"act": "submit"} | rows)
    assert response.status_code == 409


def test_the_preview_of_many_costs_the_same(as_, matter, cast, now):
    client, costs = as_("min"), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            shown(client, matter, "?unit=points", act="submit", all="1")
        costs.append(len(queries))
        for _ in range(5):
            point = make_point(make_comment(matter), by=cast.min, at=now)
            decide(point, "noted", by=cast.min, at=now)
    assert costs[0] == costs[1]


KEPT_COLUMNS = [*versions_of_points.KEPT, "provisions"]


def columns():
    return {one["pk"]: one for one in Point.objects.values("pk", *KEPT_COLUMNS)}


def words_for(cast, act):
    return {
        "assign": {"to": cast.wang.pk},
        "outcome": {"outcome": "deferred", "reason": "学位按常住人口配置，不够。", "submit": "1"},
        "refer": {"department": [cast.education.pk, cast.office.pk], "question": "能否？"},
        "point": {"topic": "材料"},
        "submit": {},
    }[act]


def taken_back(client, matter):
    event = client.get(address(matter)).context["last_act"]
    return client.post(address(matter), {"act": "undo", "event": event.pk})


@pytest.mark.parametrize("act", ["assign", "outcome", "refer", "point", "submit"])
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


@pytest.mark.parametrize("act", ["assign", "outcome", "refer", "point", "submit"])
def test_one_change_since_stops_the_taking_back(as_, matter, cast, now, act):
    client = as_("min")
    confirmed(client, matter, shown(client, matter, act=act, all="1", **words_for(cast, act)))
    if act in ("outcome", "submit"):
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


@pytest.mark.parametrize("act", ["assign", "outcome", "refer", "point", "submit"])
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
