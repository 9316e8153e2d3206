"""No order of splitting, removing, deciding, reopening and withdrawing loses or doubles a point."""

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from consultation.errors import DomainError
from feedback import reports, responses, triage
from feedback.enums import Outcome, WorkState
from feedback.models import Comment, Point, Report
from feedback.reports.figures import reconciles
from tests.factories.feedback import decide, make_comment, make_point, submit

WEIGHTS = {
    "receive": 3,
    "split": 4,
    "edit": 1,
    "remove": 2,
    "decide": 2,
    "submit": 2,
    "send_back": 1,
    "reopen": 2,
    "withdraw": 1,
    "answer_all": 3,
    "publish": 3,
}
STEPS = 45


class Office:
    """Plays the steps and keeps its own books, which the figures must match."""

    def __init__(self, consultation, cast, now):
        self.consultation, self.cast, self.now = consultation, cast, now
        self.comments: list[Comment] = []
        self.points: list[Point] = []
        self.published: list[int] = []

    def play(self, act, place, outcome):
        self.now += timedelta(seconds=1)
        with suppress(DomainError):
            getattr(self, act)(place, outcome)
        for point in self.points:
            point.refresh_from_db()
        for comment in self.comments:
            comment.refresh_from_db()

    def one(self, rows, place):
        if not rows:
            raise DomainError("nothing there")
        return rows[place % len(rows)]

    def receive(self, place, outcome):
        contact = "abc"[place] if place < 3 else ""
        self.comments.append(make_comment(self.consultation, contact=contact))

    def split(self, place, outcome):
        comment = self.one(self.comments, place)
        self.points.append(make_point(comment, by=self.cast.min, at=self.now))

    def edit(self, place, outcome):
        point = self.one(self.points, place)
        triage.edit_point(
            point=point, version=point.version, text=f"改{place}", by=self.cast.min, at=self.now
        )

    def remove(self, place, outcome):
        point = self.one(self.points, place)
        triage.remove_point(point=point, version=point.version, by=self.cast.min, at=self.now)

    def decide(self, place, outcome):
        decide(self.one(self.points, place), outcome, by=self.cast.min, at=self.now)

    def submit(self, place, outcome):
        submit(self.one(self.points, place), by=self.cast.min, at=self.now)

    def answer_all(self, place, outcome):
        """Everything that is open goes through all three hands."""
        for comment in Comment.objects.counted().without_point():
            self.points.append(make_point(comment, by=self.cast.min, at=self.now))
        for point in self.counted_points():
            if point.state in (WorkState.NEW, WorkState.REOPENED, WorkState.DRAFTED):
                point = decide(point, outcome, by=self.cast.min, at=self.now)
                submit(point, by=self.cast.min, at=self.now)
        waiting = Point.objects.filter(state=WorkState.IN_REVIEW).counted()
        shown = dict(waiting.values_list("pk", "version"))
        responses.approve(points=shown, by=self.cast.wang, at=self.now)

    def send_back(self, place, outcome):
        point = self.one(self.points, place)
        responses.send_back(
            points={point.pk: point.version}, note="再看", by=self.cast.wang, at=self.now
        )

    def reopen(self, place, outcome):
        point = self.one(self.points, place)
        responses.reopen(
            point=point, version=point.version, reason="改判", by=self.cast.min, at=self.now
        )

    def withdraw(self, place, outcome):
        comment = self.one(self.comments, place)
        Comment.objects.filter(pk=comment.pk, withdrawn_at=None).update(withdrawn_at=self.now)

    def publish(self, place, outcome):
        if place % 2:
            with suppress(DomainError):
                self.answer_all(place, outcome)
        last = Report.objects.filter(consultation=self.consultation).order_by("version").last()
        if last is None:
            report = reports.draft_report(
                consultation=self.consultation, by=self.cast.min, at=self.now,
                signed_on=timezone.localdate(self.now),
            )  # fmt: skip
        elif last.published_at:
            report = reports.correct_report(report=last, note="更正", by=self.cast.min, at=self.now)
            Report.objects.filter(pk=report.pk).update(signed_on=timezone.localdate(self.now))
        else:
            report = last
        report = reports.publish_report(
            report=report, revision=report.revision, by=self.cast.wang, at=self.now
        )
        self.published.append(report.figures["points"])
        assert reports.verify_report(report) == []
        assert report.entries.count() == report.figures["points"] == len(self.counted_points())

    def counted_points(self):
        gone = {one.pk for one in self.comments if one.withdrawn_at}
        return [one for one in self.points if not one.removed_at and one.comment_id not in gone]

    def check(self):
        numbers = reports.figures(self.consultation)
        points = self.counted_points()
        signed = [one for one in points if one.state == WorkState.APPROVED]
        standing = [one for one in self.comments if not one.withdrawn_at]
        assert reconciles(numbers)
        assert numbers["comments"] == len(standing)
        assert numbers["points"] == len(points)
        assert numbers["unanswered"] == len(points) - len(signed)
        for value in Outcome.values:
            assert numbers["by_outcome"][value] == sum(one.outcome == value for one in signed)
        for one in signed:
            assert one.approved_by_id != one.decided_by_id
        for report in Report.objects.filter(
            consultation=self.consultation, published_at__isnull=False
        ):
            rows = report.entries.values_list("point", flat=True)
            assert len(set(rows)) == len(rows) == report.figures["points"]


@pytest.mark.parametrize("seed", range(10))
def test_the_books_always_balance(closed_consultation, cast, now, seed):
    chance = random.Random(seed)
    office = Office(closed_consultation, cast, now)
    for place in range(4):
        office.play("receive", place, "")
    for act in chance.choices([*WEIGHTS], [*WEIGHTS.values()], k=STEPS):
        office.play(act, chance.randrange(8), chance.choice(Outcome.values))
        office.check()
    office.play("receive", 0, "")
    office.play("publish", 1, "noted")
    assert any(office.published), "no report with points was ever published"
