"""Words are found in comments and points: by the index, and before the drainer has been there."""

import pytest
from django.http import QueryDict

from feedback import numbering, triage
from feedback.admin.filters import Filters
from feedback.models import PointWords, QueueChange
from feedback.queues import words
from tests.factories.feedback import make_comment, make_point
from tests.factories.queues import counted, fold_all


def found(consultation, now, q, unit=""):
    rows = Filters.of(QueryDict(f"unit={unit}"), now).only("q", q).rows(consultation)
    return [str(one) for one in rows]


@pytest.fixture(params=["read", "not yet read"])
def drained(request):
    """The drainer has been there, or has not."""
    return counted if request.param == "read" else lambda consultation: consultation


@pytest.mark.parametrize(
    ("q", "is_found"),
    [
        ("停车", True), ("车", True), ("停车位不够", True), ("停车 方案", True), ("R2", True),
        ("R2-abc", True), ("parking", True), ("park", True), ("PARKING", True), ("车停", False),
        ("落户", False), ("%", False), ("停车 落户", False), ("' OR 1=1 --", False),
    ],
)  # fmt: skip
def test_what_is_typed_is_found(closed_consultation, now, q, is_found):
    kept = make_comment(
        closed_consultation, title="关于停车", body="停车位不够，请公布方案。Parking!",
    )  # fmt: skip
    make_comment(closed_consultation, title="关于医保", body="请提高报销比例。")
    kept.receipt_number = "R2-ABCDE"
    kept.save()
    counted(closed_consultation)
    assert found(closed_consultation, now, q) == (["R2-ABCDE"] if is_found else [])


def test_a_point_is_found_by_its_own_words_and_its_comments(
    closed_consultation, cast, now, drained
):
    comment = make_comment(closed_consultation, title="关于停车", body="请公布方案。")
    other = make_comment(closed_consultation, title="关于医保", body="报销。")
    for one, text in ((comment, "增加车位"), (comment, "公开价格"), (other, "提高比例")):
        make_point(one, by=cast.min, at=now, text=text, topic="民生")
    drained(closed_consultation)
    first, second, third = (str(one) for one in closed_consultation.points.order_by("pk"))
    assert found(closed_consultation, now, "车位", "points") == [first]
    assert found(closed_consultation, now, "停车", "points") == [first, second]
    assert found(closed_consultation, now, "民生", "points") == [first, second, third]
    assert found(closed_consultation, now, "车位") == [str(comment)]


def test_new_words_of_a_point_take_the_place_of_the_old(closed_consultation, cast, now):
    point = make_point(make_comment(closed_consultation), by=cast.min, at=now, text="增加车位")
    fold_all()
    triage.edit_point(point=point, version=1, text="公开价格", by=cast.min, at=now)
    assert found(closed_consultation, now, "公开价格", "points") == [str(point)]
    fold_all()
    assert not QueueChange.objects.exists()
    assert found(closed_consultation, now, "公开价格", "points") == [str(point)]
    assert found(closed_consultation, now, "增加车位", "points") == []
    triage.remove_point(point=point, version=2, by=cast.min, at=now)
    fold_all()
    assert not PointWords.objects.exists()
    assert found(closed_consultation, now, "公开价格") == []


def test_a_comment_is_found_the_moment_it_came(closed_consultation, now):
    comment = make_comment(closed_consultation, title="刚刚到的")
    assert found(closed_consultation, now, "刚刚到的") == [str(comment)]
    numbering.settle(at=now, comment=comment.pk)
    assert found(closed_consultation, now, "刚刚到的") == [str(comment)]
    fold_all()
    assert found(closed_consultation, now, "刚刚到的") == [str(comment)]


def test_other_matters_are_not_looked_through(closed_consultation, open_consultation, now, drained):
    make_comment(open_consultation, title="关于停车")
    drained(open_consultation)
    assert found(closed_consultation, now, "停车") == []


def test_a_text_longer_than_the_index_knows_places_is_found_to_its_end(closed_consultation, now):
    body = "一二三四五六七八九十" * 2_000 + "请增加停车位"
    comment = make_comment(closed_consultation, body=body)
    counted(closed_consultation)
    assert len(body) > words.MOST_POSITIONS
    assert found(closed_consultation, now, "增加停车位") == [str(comment)]
