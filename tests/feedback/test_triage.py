"""Splitting: every point numbered, bound to its passage, and the original untouched (R47)."""

from datetime import timedelta

import pytest

from consultation.errors import DomainError, NotPermitted
from consultation.models import AuditEvent
from feedback import responses, triage
from feedback.enums import WorkState
from feedback.errors import PointChanged
from feedback.models import Comment, Point
from tests.factories.feedback import decide, make_comment, make_point, make_text, sign
from tests.factories.process import make_consultation


@pytest.fixture
def comment(closed_consultation):
    return make_comment(
        closed_consultation, title="材料", body="第一，写明材料。\n第二，公布细则。"
    )


def test_points_are_numbered_within_their_comment(comment, cast, now):
    first = make_point(comment, by=cast.min, at=now, text="写明材料", passage="写明材料")
    second = make_point(comment, by=cast.min, at=now, text="公布细则")
    assert (first.number, second.number) == (1, 2)
    assert first.state == WorkState.NEW
    assert AuditEvent.objects.filter(verb="point.added", subject_id=str(first.pk)).exists()


def test_a_removed_number_is_not_given_again(comment, cast, now):
    make_point(comment, by=cast.min, at=now)
    second = make_point(comment, by=cast.min, at=now)
    triage.remove_point(point=second, version=1, by=cast.min, at=now)
    assert make_point(comment, by=cast.min, at=now).number == 3
    second.refresh_from_db()
    assert (second.removed_at, second.removed_by) == (now, cast.min)
    assert comment.points.standing().count() == 2


def test_a_passage_may_span_lines_whatever_ends_them(comment, cast, now):
    point = make_point(comment, by=cast.min, at=now, passage="写明材料。\r\n第二")
    assert point.passage == "写明材料。\n第二"


@pytest.mark.parametrize(
    "words",
    [
        {"text": "  "},
        {"text": "材料", "passage": "不在原文里"},
        {"text": "材料", "topic": "长" * 41},
    ],
)
def test_words_that_do_not_fit_are_refused(comment, cast, now, words):
    with pytest.raises(DomainError):
        triage.add_point(comment=comment, by=cast.min, at=now, **words)
    assert not Point.objects.exists()


def test_articles_must_be_of_the_draft_of_the_matter(comment, cast, now):
    own = make_text(comment.consultation, kind="draft", by=cast.min).provisions.first()
    other = make_text(make_consultation(by=cast.min), kind="draft", by=cast.min).provisions.first()
    decision = make_text(comment.consultation, kind="decision", by=cast.min).provisions.first()
    point = make_point(comment, by=cast.min, at=now, provisions=[own])
    assert list(point.provisions.all()) == [own]
    for foreign in (other, decision):
        with pytest.raises(DomainError):
            make_point(comment, by=cast.min, at=now, provisions=[own, foreign])


def test_the_original_stays_word_for_word(comment, cast, now):
    before = Comment.objects.filter(pk=comment.pk).values().get()
    point = make_point(comment, by=cast.min, at=now)
    triage.edit_point(point=point, version=1, text="新的要点", by=cast.min, at=now)
    assert Comment.objects.filter(pk=comment.pk).values().get() == before


@pytest.mark.parametrize("who", ["zhao", "qian", "sun", "li", "zhou", "wu"])
def test_only_the_lead_splits(comment, cast, now, who):
    point = make_point(comment, by=cast.min, at=now)
    stranger = getattr(cast, who)
    with pytest.raises(NotPermitted):
        make_point(comment, by=stranger, at=now)
    with pytest.raises(NotPermitted):
        triage.edit_point(point=point, version=1, text="改", by=stranger, at=now)
    with pytest.raises(NotPermitted):
        triage.remove_point(point=point, version=1, by=stranger, at=now)
    with pytest.raises(NotPermitted):
        triage.assign(points={point.pk: 1}, to=cast.min, by=stranger, at=now)


def test_a_superuser_is_no_exception(comment, cast, now):
    cast.wu.is_superuser = True
    cast.wu.save()
    with pytest.raises(NotPermitted):
        make_point(comment, by=cast.wu, at=now)


def test_a_joint_department_splits_too(comment, cast, now):
    comment.consultation.joint.add(cast.education)
    assert make_point(comment, by=cast.zhao, at=now).number == 1


def test_the_second_of_two_editors_is_told_and_loses_nothing(comment, cast, now):
    point = make_point(comment, by=cast.min, at=now)
    triage.edit_point(point=point, version=1, text="甲的写法", by=cast.min, at=now)
    with pytest.raises(PointChanged) as refusal:
        triage.edit_point(point=point, version=1, text="乙的写法", by=cast.wang, at=now)
    (current,) = refusal.value.current
    assert (current.text, current.version) == ("甲的写法", 2)
    point.refresh_from_db()
    assert point.text == "甲的写法"


def test_many_points_are_assigned_at_once_or_none(comment, cast, now):
    points = [make_point(comment, by=cast.min, at=now) for _ in range(3)]
    triage.edit_point(point=points[1], version=1, text="改过", by=cast.min, at=now)
    with pytest.raises(PointChanged) as refusal:
        triage.assign(points={point.pk: 1 for point in points}, to=cast.min, by=cast.min, at=now)
    assert [point.pk for point in refusal.value.current] == [points[1].pk]
    assert not Point.objects.exclude(assigned_to=None).exists()
    shown = dict(Point.objects.values_list("pk", "version"))
    assigned = triage.assign(points=shown, to=cast.min, by=cast.wang, at=now)
    assert {(point.state, point.assigned_to) for point in assigned} == {("assigned", cast.min)}


def test_only_a_drafter_of_the_matter_can_be_assigned(comment, cast, now):
    point = make_point(comment, by=cast.min, at=now)
    with pytest.raises(triage.UnableToSplit):
        triage.assign(points={point.pk: 1}, to=cast.zhao, by=cast.min, at=now)


def test_assigning_a_drafted_point_keeps_its_state(comment, cast, now):
    point = decide(make_point(comment, by=cast.min, at=now), "noted", by=cast.min, at=now)
    (point,) = triage.assign(points={point.pk: point.version}, to=cast.wang, by=cast.min, at=now)
    assert (point.state, point.assigned_to) == (WorkState.DRAFTED, cast.wang)


def test_no_points_and_points_of_two_matters_are_refused(comment, cast, now):
    other = make_consultation(
        lead=cast.police, by=cast.min, opens_at=now - timedelta(days=9), closes_at=now
    )
    points = [make_point(one, by=cast.min, at=now) for one in (comment, make_comment(other))]
    for chosen in ({}, {point.pk: 1 for point in points}):
        with pytest.raises(DomainError):
            triage.assign(points=chosen, to=None, by=cast.min, at=now)


def test_a_point_that_is_gone_is_a_conflict(cast, now):
    with pytest.raises(PointChanged):
        triage.assign(points={987654: 1}, to=None, by=cast.min, at=now)


def test_a_signed_point_is_reopened_before_it_is_touched(comment, cast, now):
    point = sign(
        make_point(comment, by=cast.min, at=now), "noted", by=cast.min, signer=cast.wang, at=now
    )
    for act in (
        lambda: triage.edit_point(
            point=point, version=point.version, text="改", by=cast.min, at=now
        ),
        lambda: triage.remove_point(point=point, version=point.version, by=cast.min, at=now),
    ):
        with pytest.raises(triage.UnableToSplit):
            act()
    point = responses.reopen(
        point=point, version=point.version, reason="归错条款", by=cast.min, at=now
    )
    assert (
        triage.edit_point(point=point, version=point.version, text="改", by=cast.min, at=now).text
        == "改"
    )


def test_a_withdrawn_comment_is_left_alone(comment, cast, now):
    point = make_point(comment, by=cast.min, at=now)
    Comment.objects.filter(pk=comment.pk).update(withdrawn_at=now)
    with pytest.raises(DomainError):
        make_point(comment, by=cast.min, at=now)
    with pytest.raises(DomainError):
        decide(point, "noted", by=cast.min, at=now)


def test_the_desk_sees_its_own_matters_only(comment, cast, now):
    point = make_point(comment, by=cast.min, at=now)
    for who, seen in (("min", 1), ("wang", 1), ("sun", 1), ("zhao", 0), ("li", 0), ("wu", 0)):
        user = getattr(cast, who)
        assert Comment.objects.visible_to(user, now).filter(pk=comment.pk).count() == seen, who
        assert Point.objects.visible_to(user, now).filter(pk=point.pk).count() == seen, who


def add_first(comments, cast, now):
    return triage.add_first_points(comments=comments, by=cast.min, at=now)


def test_each_of_many_comments_becomes_one_point_of_its_title(closed_consultation, cast, now):
    comments = [make_comment(closed_consultation, title=f"第{n}条意见") for n in range(5)]
    made = add_first(comments, cast, now)
    assert [point.text for point in made] == [comment.title for comment in comments]
    assert {point.number for point in made} == {1}
    for point in Point.objects.select_related("comment"):
        assert point.comment.body[point.passage_start : point.passage_end] == point.passage
        assert set(point.provisions.all()) == set(point.comment.provisions.all())
    assert AuditEvent.objects.filter(verb="point.added").count() == 5


def test_a_number_given_once_is_not_given_to_a_first_point(comment, cast, now):
    point = make_point(comment, by=cast.min, at=now)
    triage.remove_point(point=point, version=point.version, by=cast.min, at=now)
    assert [one.number for one in add_first([comment], cast, now)] == [point.number + 1]


def test_first_points_are_made_of_all_or_none(closed_consultation, comment, cast, now):
    other = make_comment(closed_consultation)
    make_point(other, by=cast.min, at=now)
    with pytest.raises(triage.UnableToSplit):
        add_first([comment, other], cast, now)
    assert not comment.points.exists()
    Comment.objects.filter(pk=comment.pk).update(withdrawn_at=now)
    with pytest.raises(triage.UnableToSplit):
        add_first([comment], cast, now)


def test_many_first_points_take_few_statements(
    closed_consultation, cast, now, django_assert_max_num_queries
):
    comments = [make_comment(closed_consultation) for _ in range(20)]
    with django_assert_max_num_queries(20 + 15):
        add_first(comments, cast, now)
