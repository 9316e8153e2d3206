"""Twenty comments as people write them, weighed through the verbs up to a published report."""

import pytest
from django.utils import timezone

from feedback import commitments, referrals, reports, responses
from feedback.models import Finding, Point
from feedback.reports.figures import labelled
from tests.factories.feedback import make_comment, make_point, sign
from tests.factories.twenty import REASON, WRITTEN


@pytest.fixture
def weighed(closed_consultation, cast, now):
    """Every comment split; the sixth answered by education, the others by the lead."""
    comments = []
    for place, (title, channel, outcomes, _label) in enumerate(WRITTEN):
        comment = make_comment(
            closed_consultation, title=title, body=f"{title}。", channel=channel,
            contact=f"c{place % 18}",
        )  # fmt: skip
        comments.append(comment)
        for number, outcome in enumerate(outcomes, start=1):
            point = make_point(
                comment, by=cast.min, at=now, passage=title, text=f"{title[:8]}之{number}"
            )
            if title == "凭房产证入学":
                point = answered_by_education(point, outcome, cast, now)
            else:
                if outcome == "adopted_elsewhere":
                    commitments.make(
                        consultation=closed_consultation, text="制定实施细则", owner=cast.police,
                        point=point, by=cast.min, at=now,
                    )  # fmt: skip
                sign(point, outcome, by=cast.min, signer=cast.wang, at=now, reason=REASON)
    return comments


def answered_by_education(point, outcome, cast, now):
    (asked,) = referrals.refer(
        points={point.pk: point.version}, department=cast.education, question="？",
        by=cast.min, at=now,
    )  # fmt: skip
    answer = referrals.answer(
        referral=asked, text="义务教育法规定就近入学，房产证年限已无限制。",
        proposed_outcome=outcome, signer="王科长", by=cast.zhao, at=now,
    )  # fmt: skip
    point.refresh_from_db()
    point = responses.take_answer(referral=answer, version=point.version, by=cast.min, at=now)
    (point,) = responses.submit(points={point.pk: point.version}, by=cast.min, at=now)
    (point,) = responses.approve(points={point.pk: point.version}, by=cast.wang, at=now)
    return point


def test_every_comment_gets_the_label_its_points_give(weighed, closed_consultation):
    found = dict(
        labelled(closed_consultation.comments.counted(), None).values_list("title", "label")
    )
    assert found == {title: label for title, _channel, _outcomes, label in WRITTEN}


def test_the_report_counts_them_all_and_proves_it(weighed, closed_consultation, cast, now):
    report = reports.draft_report(
        consultation=closed_consultation, signed_on=timezone.localdate(now), by=cast.min, at=now
    )
    report = reports.publish_report(report=report, revision=1, by=cast.wang, at=now)
    outcomes = [outcome for row in WRITTEN for outcome in row[2]]
    assert report.figures["comments"] == 20
    assert report.figures["people"] == 18
    assert report.figures["points"] == report.entries.count() == len(outcomes) == 49
    assert report.figures["by_outcome"] == {
        outcome: outcomes.count(outcome) for outcome in report.figures["by_outcome"]
    }
    assert {entry.answered_by for entry in report.entries.all()} == {
        cast.police.name,
        cast.education.name,
    }
    assert reports.verify_report(report) == []


def test_a_telephone_in_a_comment_never_reaches_the_report(weighed, closed_consultation, cast, now):
    comment = next(one for one in weighed if "13800000000" in one.title)
    Finding.objects.create(comment=comment, field="title", start=2, end=13, kind="mobile")
    Point.objects.filter(comment=comment).update(text="请打13800000000联系")
    report = reports.draft_report(
        consultation=closed_consultation, signed_on=timezone.localdate(now), by=cast.min, at=now
    )
    assert [one.code for one in reports.open_matters(report, at=now)] == ["personal_data"]
