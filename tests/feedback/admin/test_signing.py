"""Bundles that a head gets through: what is heavy, what changed, a sample, and the rest at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feedback import responses
from feedback.enums import WorkState
from feedback.models import CommentGroup, GroupMember, Point
from tests.factories.feedback import decide, make_comment, make_point, make_text, submit

URL = "/admin/weighing/signing/"
REASONS = [f"第{number}条已写明办理材料，不再另行规定。" for number in range(40)]


@pytest.fixture
def waits(closed_consultation, cast, now):
    def make(outcome="not_adopted", reason="", signatories=1, by=None, provisions=(), comment=None):
        comment = comment or make_comment(closed_consultation, signatories=signatories)
        point = make_point(comment, by=cast.min, at=now, provisions=provisions)
        reason = reason or REASONS[Point.objects.count() % 40]
        by = by or cast.min
        return submit(decide(point, outcome, by=by, at=now, reason=reason), by=by, at=now)

    return make


def address(matter, kind="", value="", **more):
    query = "&".join(f"{name}={value}" for name, value in more.items())
    return f"{URL}?matter={matter.pk}&kind={kind}&value={value}&{query}"


def listed(client, *args, **more):
    return list(client.get(address(*args, **more)).context["page"].object_list)


def test_nothing_is_ticked_beforehand(as_, waits):
    point = waits()
    page = as_("wang").get(URL).content.decode()
    assert f'value="{point.ticket}">' in page


def test_every_point_that_waits_is_reached(as_, waits, closed_consultation):
    made = {waits().pk for _ in range(53)}
    pages = [listed(as_("wang"), closed_consultation, p=number) for number in (1, 2)]
    assert {one.pk for page in pages for one in page} == made


def test_the_weightiest_declined_come_first(as_, waits, closed_consultation):
    light = [waits(signatories=number % 3 + 1) for number in range(22)]
    heavy = waits("deferred", signatories=400)
    waits("adopted", signatories=999)
    found = listed(as_("wang"), closed_consultation, "declined")
    assert (found[0], len(found)) == (heavy, 20)
    weights = [one.weight for one in found]
    assert weights == sorted(weights, reverse=True)
    assert len(light) > 20


def test_people_of_one_group_weigh_together(as_, waits, closed_consultation, cast, now):
    alone = waits(signatories=2)
    together = [waits() for _ in range(3)]
    group = CommentGroup.objects.create(
        consultation=closed_consultation, number=1, text="同文", proposed_at=now,
        proposed_by=cast.min,
    )  # fmt: skip
    for one in together:
        GroupMember.objects.create(
            group=group, comment=one.comment, point=one, joined_at=now, confirmed_at=now,
            confirmed_by=cast.min,
        )  # fmt: skip
    own = waits(comment=together[0].comment)
    found = listed(as_("wang"), closed_consultation, "declined")
    assert [one.weight for one in found] == [3, 3, 3, 2, 1]
    assert found[-2:] == [alone, own]


def test_the_sample_is_of_the_rest_and_stays_the_same(as_, waits, closed_consultation):
    for _ in range(25):
        waits("noted")
        waits(signatories=2)
    heavy = set(listed(as_("wang"), closed_consultation, "declined"))
    first, again = (listed(as_("wang"), closed_consultation, "sample", seed=7) for _ in range(2))
    assert first == again
    assert len(first) == 20
    assert not heavy & set(first)
    other = listed(as_("wang"), closed_consultation, "sample", seed=8)
    assert other != first


def test_what_changed_since_it_waited_shows_both(as_, waits, closed_consultation, cast, now):
    point = waits(reason="第一次写的理由，已有规定。")
    waits()
    responses.send_back(points={point.pk: point.version}, note="写明条款", by=cast.wang, at=now)
    point.refresh_from_db()
    submit(decide(point, "deferred", by=cast.min, at=now), by=cast.min, at=now)
    response = as_("wang").get(address(closed_consultation, "changed"))
    assert list(response.context["page"].object_list) == [point]
    assert "第一次写的理由，已有规定。" in response.content.decode()


def test_bundles_by_outcome_and_article_count_what_they_show(as_, waits, closed_consultation, cast):
    text = make_text(closed_consultation, kind="draft", by=cast.min)
    waits(provisions=[text.provisions.get(anchor="p1-1")])
    waits("noted", provisions=[text.provisions.get(anchor="p1"), text.provisions.get(anchor="p2")])
    client = as_("wang")
    kinds = set()
    for bundle, query in client.get(URL).context["bundles"]:
        assert len(client.get(f"{URL}?{query}").context["page"].object_list) == bundle.number
        kinds.add((bundle.kind, bundle.number))
    assert kinds >= {("outcome", 1), ("article", 2), ("article", 1), ("", 2)}


def rest(client, matter, **data):
    page = client.get(address(matter)).context
    posted = {"rest": "1", "until": page["until"], "others": page["others"]}
    return lambda: client.post(address(matter), posted | data)


def signed():
    return set(Point.objects.filter(state=WorkState.APPROVED).values_list("pk", flat=True))


def test_the_rest_is_signed_without_the_ticked_and_ones_own(as_, waits, closed_consultation, cast):
    left, own = waits(), waits(by=cast.wang)
    made = {waits().pk for _ in range(60)}
    assert rest(as_("wang"), closed_consultation, point=left.ticket)().status_code == 302
    assert signed() == made
    assert own.pk not in signed()


def test_a_bundle_that_grew_is_looked_at_again(as_, waits, closed_consultation, now):
    waits()
    act = rest(as_("wang"), closed_consultation)
    waits()
    assert act().status_code == 409
    assert signed() == set()


def test_a_bundle_in_which_one_was_exchanged_is_looked_at_again(
    as_, waits, closed_consultation, cast, now
):
    point = waits()
    act = rest(as_("wang"), closed_consultation)
    responses.send_back(points={point.pk: point.version}, note="改", by=cast.wang, at=now)
    point.refresh_from_db()
    later = timezone.now() + timedelta(minutes=1)
    submit(decide(point, "adopted", by=cast.min, at=later), by=cast.min, at=later)
    assert act().status_code == 409
    assert signed() == set()


@pytest.mark.parametrize(
    "data",
    [
        {"until": "nope"}, {"until": ""}, {"others": "９"}, {"others": "99"},
        {"until": "2026-13-45T00:00:00Z"}, {"until": "2026-01-01T00:00:00"},
    ],
)  # fmt: skip
def test_hostile_rests_sign_nothing(as_, waits, closed_consultation, data):
    waits()
    assert rest(as_("wang"), closed_consultation, **data)().status_code == 409
    assert signed() == set()


def test_one_reason_for_many_waits_for_a_confirmation(as_, waits, closed_consultation):
    points = [waits(reason="已按人口配置学位，不再调整。") for _ in range(5)]
    data = {"point": [one.ticket for one in points]}
    refused = as_("wang").post(URL, data)
    assert refused.status_code == 409
    assert refused.context["repeated"][0].number == 5
    page = refused.content.decode()
    assert page.count(" checked>") == 5
    assert signed() == set()
    assert as_("wang").post(URL, data | {"confirmed": "1"}).status_code == 302
    assert len(signed()) == 5


def test_one_reason_for_one_group_is_right(as_, waits, closed_consultation, cast, now):
    points = [waits(reason="已按人口配置学位，不再调整。") for _ in range(6)]
    group = CommentGroup.objects.create(
        consultation=closed_consultation, number=1, text="同文", proposed_at=now,
        proposed_by=cast.min,
    )  # fmt: skip
    for one in points:
        GroupMember.objects.create(
            group=group, comment=one.comment, joined_at=now, confirmed_at=now,
            confirmed_by=cast.min,
        )  # fmt: skip
    data = {"point": [one.ticket for one in points]}
    assert as_("wang").post(URL, data).status_code == 302


@pytest.mark.parametrize(
    "query",
    [
        "?matter=x", "?matter=9&kind=nope", "?kind=article&value=x", "?kind=sample&seed=-1",
        "?p=0", "?kind=outcome&value=1",
    ],
)  # fmt: skip
def test_unknown_bundles_are_empty_or_all(as_, waits, query):
    waits()
    assert as_("wang").get(URL + query).status_code == 200


def test_a_bundle_of_another_department_is_empty(as_, waits, closed_consultation):
    point = waits()
    assert listed(as_("qian"), closed_consultation) == []
    data = {"rest": "1", "until": timezone.now().isoformat(), "others": "1"}
    assert as_("qian").post(address(closed_consultation), data).status_code == 409
    point.refresh_from_db()
    assert point.state == WorkState.IN_REVIEW
