"""An act on many points costs a few statements, and leaves its trail at every one of them."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.models import AuditEvent
from feedback import responses, triage
from feedback.admin.trail import trails
from feedback.models import Point
from tests.factories.feedback import decide, make_comment, make_point

REASON = "学位按常住人口配置，现有条件还不够。"


def acts(cast, now):
    """Name → act on held points, in the order in which points meet them."""
    given = {"at": now}
    return {
        "assign": lambda held: triage.assign(points=held, to=cast.min, by=cast.min, **given),
        "decide": lambda held: responses.decide(
            points=held, outcome="not_adopted", reason=REASON, by=cast.min, **given
        ),
        "submit": lambda held: responses.submit(points=held, by=cast.min, **given),
        "send back": lambda held: responses.send_back(
            points=held, note="再看", by=cast.wang, **given
        ),
        "submit again": lambda held: responses.submit(points=held, by=cast.min, **given),
        "approve": lambda held: responses.approve(points=held, by=cast.wang, **given),
    }


def held(matter):
    return dict(Point.objects.filter(consultation=matter).values_list("pk", "version"))


def statements(matter, cast, now, many):
    comments = [make_comment(matter) for _ in range(many)]
    with CaptureQueriesContext(connection) as queries:
        triage.add_first_points(comments=comments, by=cast.min, at=now)
    costs = {"first points": len(queries)}
    for name, act in acts(cast, now).items():
        chosen = held(matter)
        with CaptureQueriesContext(connection) as queries:
            act(chosen)
        costs[name] = len(queries)
    return costs


def test_many_cost_as_many_statements_as_few(closed_consultation, open_consultation, cast, now):
    few = statements(closed_consultation, cast, now, 2)
    assert statements(open_consultation, cast, now, 20) == few


def test_every_point_tells_its_own_story(closed_consultation, cast, now):
    points = [make_point(make_comment(closed_consultation), by=cast.min, at=now) for _ in range(3)]
    decide(points[0], "adopted", by=cast.min, at=now)
    for act in acts(cast, now).values():
        act(held(closed_consultation))
    found = trails(list(Point.objects.prefetch_related("referrals")))
    for point in points:
        verbs = [line.event.verb for line in found[point.pk]]
        assert verbs[-5:] == [
            "point.decided", "point.submitted", "point.sent_back", "point.submitted",
            "point.approved",
        ]  # fmt: skip
        assert found[point.pk][-1].event.by == cast.wang
        assert found[point.pk][-3].why == "再看"
    first, second = (found[point.pk][-5] for point in points[:2])
    assert (first.before, first.after) == ("adopted", "not_adopted")
    assert (second.before, second.after) == ("", "not_adopted")
    assert AuditEvent.objects.get(verb="point.approved", subject_id=str(points[0].pk)).detail == {
        "outcome": "not_adopted"
    }
