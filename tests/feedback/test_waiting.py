"""What waits for a person: everybody's own, in order, by indexes that hold nothing else."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.test.utils import CaptureQueriesContext

from consultation.models import AuditEvent
from feedback import bundles, publicity, waiting
from feedback.enums import ReferralState, Visibility, WorkState
from feedback.models import Comment, Finding, Point, Referral
from tests.factories.feedback import decide, make_comment, make_point, submit
from tests.factories.process import make_consultation
from tests.feedback.test_referrals import ask_bundle

DAY = timedelta(days=1)


@pytest.fixture
def others(cast, now):
    """A closed matter of another department."""
    return make_consultation(
        lead=cast.education, by=cast.zhao, opens_at=now - 40 * DAY, closes_at=now - DAY
    )


@pytest.fixture
def comments(closed_consultation, others, cast, now):
    """Of both matters and every kind, some settled, some withdrawn, some with two findings."""
    chance = random.Random(7)
    for _number in range(60):
        shown = chance.choice(Visibility.values)
        facts = {"visibility": shown}
        if shown == Visibility.WITHHELD:
            facts |= {"withheld_reason": "不宜", "withheld_at": now, "withheld_by": cast.min}
        if shown == Visibility.PUBLISHED:
            facts |= {"confirmed_at": now, "confirmed_by": cast.min}
        matter = chance.choice([closed_consultation, others])
        withdrawn = now if chance.random() < 0.1 else None
        comment = make_comment(matter, withdrawn_at=withdrawn, **facts)
        for start in range(chance.choice([0, 0, 1, 2])):
            settled = {"settled_at": now, "settled_by": cast.min, "resolution": "masked"}
            Finding.objects.create(
                comment=comment, field="body", start=start, end=start + 1, kind="mobile",
                **(settled if chance.random() < 0.4 else {}),
            )  # fmt: skip


def wanted(**matter):
    """By their description, without an index in mind."""
    unsettled = Finding.objects.filter(comment=OuterRef("pk"), settled_at=None)
    found = Comment.objects.filter(
        Q(visibility=Visibility.PENDING) | Exists(unsettled), withdrawn_at=None, **matter
    )
    return list(found.order_by("pk"))


def test_everybody_has_their_own_to_decide_on(comments, closed_consultation, others, cast, now):
    seen = {
        "li": wanted(), "sun": wanted(), "min": wanted(consultation=closed_consultation),
        "wang": wanted(consultation=closed_consultation), "zhao": wanted(consultation=others),
        "wu": [], "zhou": [],
    }  # fmt: skip
    assert len(seen["li"]) > len(seen["min"]) > 5
    for who, found in seen.items():
        rows = waiting.to_decide_on(getattr(cast, who), now)
        assert (rows[0:100], rows.count()) == (found, len(found)), who


def test_a_slice_is_that_of_the_whole(comments, cast, now):
    rows, found = waiting.to_decide_on(cast.li, now), wanted()
    for start in range(0, len(found) + 5, 5):
        assert rows[start : start + 5] == found[start : start + 5]
    assert [rows.counted_to(most) for most in (1, 7, 1000)] == [1, 7, len(found)]


def test_what_was_decided_waits_no_longer(closed_consultation, cast, now):
    closed_consultation.shows_comments = True
    closed_consultation.save()
    comment = make_comment(
        closed_consultation, visibility=Visibility.PENDING, consents_to_text=True
    )
    finding = Finding.objects.create(comment=comment, field="body", start=0, end=1, kind="mobile")
    publicity.mask_finding(finding=finding, by=cast.min, at=now)
    assert waiting.to_decide_on(cast.min, now).count() == 1
    publicity.publish_comment(comment=comment, by=cast.min, at=now)
    assert waiting.to_decide_on(cast.min, now).count() == 0


def test_only_counted_points_wait_for_a_signature(closed_consultation, cast, now):
    points = [
        submit(decide(make_point(make_comment(closed_consultation, is_late=is_late), by=cast.min,
                                 at=now), "noted", by=cast.min, at=now), by=cast.min, at=now)
        for is_late in (False, False, True)
    ]  # fmt: skip
    Comment.objects.filter(pk=points[1].comment_id).update(withdrawn_at=now)
    assert list(waiting.to_sign(cast.wang, now)) == [points[0]]
    assert not waiting.to_sign(cast.min, now).exists()


def test_a_bundle_is_found_once_with_its_size_and_its_nearest_day(closed_consultation, cast, now):
    old = ask_bundle(closed_consultation, cast, now - 9 * DAY, size=4)
    new = ask_bundle(closed_consultation, cast, now, size=2)
    Referral.objects.filter(pk=old[0].pk).update(
        state=ReferralState.RETURNED, returned_at=now, returned_by=cast.zhao, returned_reason="不"
    )
    Referral.objects.filter(pk=old[3].pk).update(due_on=new[0].due_on + 9 * DAY)
    found = bundles.waiting_of(Referral.objects.filter(department=cast.education))
    assert [(one["first"], one["size"]) for one in found] == [(old[1].pk, 3), (new[0].pk, 2)]
    assert not bundles.waiting_of(Referral.objects.filter(department=cast.police)).exists()


def indexed(name, user, now):
    """A list's statement, by the index that it is to be read from."""
    to_decide = waiting.to_decide_on(user, now)
    education = Referral.objects.filter(department=user.memberships.first().department)
    return {
        "comments_that_wait_to_be_shown": to_decide.parts[0][:50],
        "findings_that_nobody_settled": to_decide.parts[1][:50],
        "referrals_as_answered": education.exclude(answered_at=None)
        .order_by("-answered_at", "-pk").values_list("pk", flat=True)[:20],
        "points_to_sign": Point.objects.standing().filter(state=WorkState.IN_REVIEW)
        .order_by("consultation", "outcome", "comment", "number").values_list("pk", flat=True)[:50],
        "comments_outside_the_count": Comment.objects.outside().values("pk"),
        "events_of_a_matter": AuditEvent.objects.filter(consultation=1).order_by("-pk")[:20],
    }[name]  # fmt: skip


@pytest.mark.parametrize("name", [
    "comments_that_wait_to_be_shown", "findings_that_nobody_settled", "referrals_as_answered",
    "points_to_sign", "comments_outside_the_count", "events_of_a_matter",
])  # fmt: skip
def test_what_waits_is_read_from_its_index(comments, cast, now, name):
    """Few rows would rather be read as a whole, so that is forbidden."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("ANALYZE")
    assert name in indexed(name, cast.li, now).explain()


def test_a_slice_costs_the_same_however_many_wait(comments, closed_consultation, cast, now):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            waiting.to_decide_on(cast.min, now)[0:5]
        return len(captured)

    few = asked()
    for _number in range(30):
        make_comment(closed_consultation, visibility=Visibility.PENDING)
    assert asked() == few
