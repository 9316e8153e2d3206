"""Proposals say why, never act alone, are settled once by a named person, and are counted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation.models import AuditEvent, Responsibility
from feedback import suggestions
from feedback.enums import Outcome
from feedback.errors import PointChanged
from feedback.models import Point, SuggestionVerdict
from feedback.suggestions.citations import cited
from feedback.suggestions.routes import route_of
from tests.factories.feedback import decide, make_comment, make_point, make_text

REASON = "学位按常住人口配置，现有条件还不够。"


@pytest.fixture
def draft(closed_consultation, cast):
    return make_text(closed_consultation, kind="draft", by=cast.min)


@pytest.fixture
def articles(draft):
    return list(draft.provisions.in_order())


@pytest.fixture
def proposed(closed_consultation, articles, cast, now):
    """Proposals for a new point with these words."""

    def make(text, **fields):
        comment = make_comment(closed_consultation)
        point = make_point(comment, by=cast.min, at=now, text=text, **fields)
        return point, suggestions.proposals(closed_consultation, [point], articles)[point.pk]

    return make


@pytest.mark.parametrize(
    ("text", "anchors"),
    [
        ("第（二）条第1项没有界定", ["p2-1"]),
        ("第(二)条第1项没有界定", ["p2-1"]),
        ("请保留第二条和第３条", ["p2", "p3"]),
        ("第二条第9项", ["p2"]),
        ("第二条，还是第二条", ["p2"]),
        ("《民法典》第二条", []),
        ("民法典第一条规定", []),
        ("1条反映，第119次会议，第十九条", []),
        ("第" + "（" * 500 + "条", []),
    ],
)
def test_articles_named_in_the_words_are_found(articles, text, anchors):
    assert [one.anchor for one, _words in cited(text, articles)] == anchors


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("我们小区暖气不热，打了三次电话没人管，什么时候解决？", "hotline"),
        ("举报：某派出所民警办落户收钱，姓王，有录音。", "discipline"),
        ("我要申请政府信息公开。", "disclosure"),
        ("支持放开租房落户！", None),
    ],
)
def test_what_belongs_elsewhere_has_a_route(text, key):
    found = route_of(text)
    assert (found[0].key if found else None) == key


def test_a_route_is_not_proposed_where_an_article_is_named(proposed):
    _point, plain = proposed("暖气不热，没人管")
    _point, about = proposed("第一条写了暖气不热没人管的处理办法")
    assert [one.kind for one in plain] == ["route"]
    assert [one.kind for one in about] == ["article"]


def test_an_article_is_taken_with_one_button(proposed, cast, now, articles):
    point, (proposal,) = proposed("请写明第二条的期限")
    assert "第二条" in proposal.why
    assert not point.provisions.exists()
    suggestions.take(point=point, version=point.version, proposal=proposal, by=cast.min, at=now)
    assert [one.anchor for one in point.provisions.all()] == ["p2"]
    event = AuditEvent.objects.get(verb="suggestion.taken")
    assert (event.by, event.detail["kind"]) == (cast.min, "article")


def test_a_refused_one_is_not_shown_again_and_both_are_counted(
    proposed, closed_consultation, articles, cast, now
):
    point, (proposal,) = proposed("请写明第二条的期限")
    suggestions.refuse(point=point, version=point.version, proposal=proposal, by=cast.min, at=now)
    assert suggestions.proposals(closed_consultation, [point], articles)[point.pk] == []
    other, (taken,) = proposed("请写明第三条的期限")
    suggestions.take(point=other, version=other.version, proposal=taken, by=cast.min, at=now)
    assert suggestions.tally(closed_consultation) == [("article", 1, 1)]


def test_one_settles_it_and_a_stale_screen_does_not(proposed, cast, now):
    point, (proposal,) = proposed("请写明第二条的期限")
    suggestions.take(point=point, version=point.version, proposal=proposal, by=cast.min, at=now)
    with pytest.raises(PointChanged):
        suggestions.refuse(
            point=point, version=point.version, proposal=proposal, by=cast.wang, at=now
        )
    point.refresh_from_db()
    with pytest.raises(suggestions.UnableToSettle):
        suggestions.refuse(
            point=point, version=point.version, proposal=proposal, by=cast.wang, at=now
        )


def test_an_earlier_answer_is_proposed_and_fills_the_form_only(
    proposed, as_, closed_consultation, cast, now
):
    first = make_point(
        make_comment(closed_consultation), by=cast.min, at=now, text="一楼住户的采光怎么补偿"
    )
    decide(first, "not_adopted", by=cast.min, at=now, reason=REASON)
    point, (proposal,) = proposed("请问一楼住户的采光怎么补偿？")
    assert (proposal.kind, proposal.value) == ("answer", str(first.pk))
    address = reverse("weighing:comment", args=[point.comment_id])
    data = {
        "act": "suggestion", "point": point.pk, "version": point.version, "kind": "answer",
        "value": proposal.value, "take": "1",
    }  # fmt: skip
    response = as_("min").post(address, data)
    point.refresh_from_db()
    assert (point.outcome, point.reason) == ("", "")
    page = as_("min").get(response["Location"]).content.decode()
    assert page.count(REASON) == 1
    assert SuggestionVerdict.objects.get().is_taken


def test_an_unpublished_answer_of_another_department_stays_theirs(
    proposed, open_consultation, cast, now
):
    open_consultation.lead = cast.education
    open_consultation.save(update_fields=["lead"])
    theirs = make_point(
        make_comment(open_consultation), by=cast.zhao, at=now, text="一楼住户的采光怎么补偿"
    )
    decide(theirs, "not_adopted", by=cast.zhao, at=now, reason=REASON)
    _point, found = proposed("一楼住户的采光怎么补偿")
    assert found == []


def test_the_department_that_an_article_charges_is_proposed(proposed, articles, cast):
    Responsibility.objects.create(provision=articles[0], department=cast.education, name="市教育局")
    _point, (proposal,) = proposed("能否入学", provisions=[articles[0]])
    assert (proposal.kind, proposal.words) == ("department", {"department": str(cast.education.pk)})


def test_the_topic_of_the_article_is_proposed(proposed, articles, cast, now):
    proposed("甲", provisions=[articles[0]], topic="入学")
    point, (proposal,) = proposed("能否入学", provisions=[articles[0]])
    suggestions.take(point=point, version=point.version, proposal=proposal, by=cast.min, at=now)
    point.refresh_from_db()
    assert point.topic == "入学"


def test_a_decided_point_gets_no_answer_proposed(
    proposed, closed_consultation, articles, cast, now
):
    point, _found = proposed("暖气不热没人管")
    decided = decide(point, "noted", by=cast.min, at=now)
    found = suggestions.proposals(closed_consultation, [decided], articles)
    assert found[decided.pk] == []
    assert decided.outcome == Outcome.NOTED


@pytest.mark.parametrize(
    "data", [{}, {"kind": "article"}, {"kind": "nope", "value": "1"}, {"kind": "answer",
             "value": "999999"}, {"kind": "article", "value": "x", "take": "1"}],
)  # fmt: skip
def test_what_is_not_proposed_cannot_be_taken(proposed, as_, data):
    point, _found = proposed("请写明第二条的期限")
    address = reverse("weighing:comment", args=[point.comment_id])
    held = {"act": "suggestion", "point": point.pk, "version": point.version}
    assert as_("min").post(address, held | data).status_code == 409
    assert not SuggestionVerdict.objects.exists()


def test_many_points_cost_no_more(closed_consultation, articles, cast, now):
    comment = make_comment(closed_consultation)

    def cost():
        points = list(comment.points.prefetch_related("provisions", "referrals"))
        with CaptureQueriesContext(connection) as captured:
            suggestions.proposals(closed_consultation, points, articles)
        return len(captured)

    make_point(comment, by=cast.min, at=now, provisions=articles[:2])
    few = cost()
    for _ in range(9):
        make_point(comment, by=cast.min, at=now, provisions=articles[:3])
    assert cost() == few
    assert Point.objects.count() == 10
