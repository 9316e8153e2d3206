"""Many hands at once: one of them succeeds, the others are told, no number is lost (F19, F20)."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from consultation.errors import Conflict, DomainError
from feedback import reports, responses, triage
from feedback.models import Point, Report
from tests.factories.feedback import decide, make_comment, make_point, sign, submit

HANDS = 16


def all_at_once(acts):
    """Run every act in a thread of its own behind one barrier; results or refusals, in order."""
    barrier = threading.Barrier(len(acts))
    results = [None] * len(acts)

    def run(place, act):
        barrier.wait()
        try:
            results[place] = act()
        except DomainError as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def comment(transactional_db, closed_consultation):
    return make_comment(closed_consultation)


def test_sixteen_clerks_split_one_comment_and_every_number_is_given_once(comment, cast, now):
    all_at_once([
        lambda: make_point(comment, by=cast.min, at=now) for _ in range(HANDS)
    ])  # fmt: skip
    numbers = comment.points.values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, HANDS + 1))


def test_of_sixteen_editors_one_wins_and_the_others_see_what_stands(comment, cast, now):
    point = make_point(comment, by=cast.min, at=now)
    results = all_at_once([
        lambda text=f"写法{hand}": triage.edit_point(
            point=point, version=1, text=text, by=cast.min, at=now
        )
        for hand in range(HANDS)
    ])  # fmt: skip
    refused = [one for one in results if isinstance(one, Conflict)]
    assert len(refused) == HANDS - 1
    point.refresh_from_db()
    assert point.version == 2
    assert {one.current[0].text for one in refused} == {point.text}


def test_one_of_two_heads_signs(comment, cast, now):
    point = submit(
        decide(make_point(comment, by=cast.min, at=now), "noted", by=cast.min, at=now),
        by=cast.min,
        at=now,
    )
    shown = {point.pk: point.version}
    results = all_at_once([
        lambda: responses.approve(points=shown, by=cast.wang, at=now) for _ in range(4)
    ])  # fmt: skip
    assert sum(isinstance(one, list) for one in results) == 1
    assert sum(isinstance(one, Conflict) for one in results) == 3


def test_only_one_publication_wins(comment, cast, now):
    sign(make_point(comment, by=cast.min, at=now), "noted", by=cast.min, signer=cast.wang, at=now)
    report = reports.draft_report(
        consultation=comment.consultation, signed_on=timezone.localdate(now), by=cast.min, at=now
    )
    results = all_at_once([
        lambda: reports.publish_report(report=report, revision=1, by=cast.wang, at=now)
        for _ in range(4)
    ])  # fmt: skip
    assert sum(isinstance(one, Report) for one in results) == 1
    assert sum(isinstance(one, Conflict) for one in results) == 3
    assert report.entries.count() == 1


@pytest.mark.parametrize("round_", range(6))
def test_a_change_racing_the_publication_is_either_in_it_or_blocks_it(comment, cast, now, round_):
    """Whatever comes first, a published report holds and its sums are those of its rows."""
    points = [
        sign(make_point(comment, by=cast.min, at=now), "noted", by=cast.min,
             signer=cast.wang, at=now)
        for _ in range(4)
    ]  # fmt: skip
    report = reports.draft_report(
        consultation=comment.consultation, signed_on=timezone.localdate(now), by=cast.min, at=now
    )

    def reopen(point):
        return lambda: responses.reopen(
            point=point, version=point.version, reason="改判", by=cast.min, at=now
        )

    def publish():
        return reports.publish_report(report=report, revision=1, by=cast.wang, at=now)

    acts = [reopen(point) for point in points[:2]]
    acts.insert(round_ % 3, publish)
    published = all_at_once(acts)[round_ % 3]
    reopened = set(Point.objects.filter(state="reopened").values_list("pk", flat=True))
    assert len(reopened) == 2
    if isinstance(published, Report):
        published.refresh_from_db()
        assert published.entries.count() == 4
        assert published.figures["by_outcome"]["noted"] == 4
        places = {one.what for one in reports.verify_report(published)}
        assert "digest" not in places
        assert sum(what.startswith("entry") for what in places) == 2
    else:
        assert isinstance(published, reports.UnableToReport)
        assert {one.code for one in published.matters} == {"unanswered"}
