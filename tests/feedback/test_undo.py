"""The last step at a comment is taken back by its doer, and by nobody after anything else."""

import pytest

from feedback import referrals, responses, triage, undo
from feedback.enums import ReferralState, WorkState
from feedback.models import Point, PointVersion
from feedback.versions import KEPT
from tests.factories.feedback import decide, make_comment, make_point, make_text, submit


@pytest.fixture
def comment(closed_consultation):
    return make_comment(closed_consultation)


@pytest.fixture
def point(comment, cast, now):
    return make_point(comment, by=cast.min, at=now)


def back(comment, by, at):
    step = undo.last_step(comment, by)
    return undo.undo(comment=comment, event=step.event.pk, by=by, at=at)


def columns(point):
    return Point.objects.values(*KEPT).get(pk=point.pk)


@pytest.fixture
def steps(cast, now, closed_consultation):
    article = make_text(closed_consultation, kind="draft", by=cast.min).provisions.first()

    def held(point):
        return {"point": point, "version": point.version, "by": cast.min, "at": now}

    return {
        "edited": lambda point: triage.edit_point(
            text="改", topic="题", provisions=[article], **held(point)
        ),
        "removed": lambda point: triage.remove_point(**held(point)),
        "assigned": lambda point: triage.assign(
            points={point.pk: point.version}, to=cast.wang, by=cast.min, at=now
        ),
        "decided": lambda point: decide(point, "not_adopted", by=cast.min, at=now),
    }


@pytest.mark.parametrize("name", ["edited", "removed", "assigned", "decided"])
def test_a_step_is_taken_back_whole(point, steps, cast, now, name):
    before = columns(point)
    steps[name](point)
    assert columns(point) != before
    restored = back(point.comment, cast.min, now)
    assert columns(restored) == before
    assert not restored.provisions.exists()
    assert restored.version == point.version + 2
    assert undo.last_step(point.comment, cast.min) is None


def test_a_submission_is_taken_back_before_its_signature(point, cast, now):
    submitted = submit(decide(point, "noted", by=cast.min, at=now), by=cast.min, at=now)
    assert back(point.comment, cast.min, now).state == WorkState.DRAFTED
    submitted.refresh_from_db()
    (again,) = responses.submit(points={submitted.pk: submitted.version}, by=cast.min, at=now)
    responses.approve(points={again.pk: again.version}, by=cast.wang, at=now)
    assert undo.last_step(point.comment, cast.min) is None
    assert undo.last_step(point.comment, cast.wang) is None


def test_a_point_just_made_goes_and_a_question_just_asked_is_withdrawn(point, cast, now):
    (asked,) = referrals.refer(
        points={point.pk: point.version}, department=cast.education, question="能否？",
        by=cast.min, at=now,
    )  # fmt: skip
    assert back(point.comment, cast.min, now).state == WorkState.NEW
    asked.refresh_from_db()
    assert asked.state == ReferralState.WITHDRAWN
    other = make_point(point.comment, by=cast.min, at=now)
    assert back(point.comment, cast.min, now).removed_at
    assert not Point.objects.standing().filter(pk=other.pk).exists()


def test_nobody_takes_back_what_another_did_or_went_on_from(point, cast, now):
    decided = decide(point, "noted", by=cast.min, at=now)
    mine = undo.last_step(point.comment, cast.min).event.pk
    assert undo.last_step(point.comment, cast.wang) is None
    triage.assign(points={decided.pk: decided.version}, to=cast.min, by=cast.wang, at=now)
    assert undo.last_step(point.comment, cast.min) is None
    with pytest.raises(undo.UnableToUndo):
        undo.undo(comment=point.comment, event=mine, by=cast.min, at=now)


def test_every_change_keeps_how_the_point_stood(point, steps):
    steps["edited"](point)
    kept = PointVersion.objects.get()
    assert (kept.version, kept.fields["text"], kept.provisions) == (1, point.text, [])


def test_an_instant_comes_back_to_the_microsecond(point, cast, now):
    at = now.replace(microsecond=123_457)
    before = columns(decide(point, "not_adopted", by=cast.min, at=at))
    point.refresh_from_db()
    triage.assign(points={point.pk: point.version}, to=cast.wang, by=cast.min, at=at)
    assert columns(back(point.comment, cast.min, at)) == before
