"""What stands between a report and its publication: all of it, listed (R58, H-R5)."""

from datetime import date, timedelta

import pytest

from feedback import referrals, reports
from feedback.models import Finding, Point, Referral, ReportEntry
from tests.factories.feedback import make_comment, make_point, sign
from tests.factories.reports import codes, draft


def test_what_is_open_is_listed_and_blocks(matter, cast, now):
    make_comment(matter)
    comment = make_comment(matter)
    point = make_point(comment, by=cast.min, at=now)
    make_point(comment, by=cast.min, at=now)
    referrals.refer(
        points={point.pk: 1}, department=cast.education, question="？", by=cast.min, at=now
    )  # fmt: skip
    report = reports.draft_report(consultation=matter, by=cast.min, at=now)
    found = {one.code: one for one in reports.open_matters(report, at=now)}
    assert {code: one.count for code, one in found.items()} == {
        "unsplit": 1,
        "unanswered": 2,
        "referrals": 1,
        "signature": 1,
    }
    assert found["referrals"].ids == (Referral.objects.get().pk,)
    assert all(one.message for one in found.values())
    with pytest.raises(reports.UnableToReport) as refusal:
        reports.publish_report(report=report, revision=1, by=cast.wang, at=now)
    assert len(refusal.value.matters) == 4
    assert not ReportEntry.objects.exists()


def test_a_final_report_waits_for_the_end_of_the_period(open_consultation, cast, now):
    report = draft(open_consultation, cast, now)
    assert codes(report, now) == {"period"}
    assert codes(report, now + timedelta(days=40)) == set()


def test_a_signature_in_the_future_is_refused(matter, cast, now):
    report = reports.draft_report(
        consultation=matter, signed_on=date(2999, 1, 1), by=cast.min, at=now
    )
    assert codes(report, now) == {"signature"}


@pytest.mark.parametrize(
    ("resolution", "blocked"), [("", True), ("masked", True), ("overruled", False)]
)
def test_personal_data_is_not_printed(matter, cast, now, resolution, blocked):
    comment = make_comment(matter, body="请打13800000000联系我办理")
    Finding.objects.create(
        comment=comment, field="body", start=2, end=13, kind="mobile", resolution=resolution,
        reason="办公电话" if resolution else "", settled_at=now if resolution else None,
        settled_by=cast.min if resolution else None,
    )  # fmt: skip
    point = make_point(comment, by=cast.min, at=now, text="要求打13800000000联系")
    sign(point, "noted", by=cast.min, signer=cast.wang, at=now)
    report = draft(matter, cast, now)
    assert codes(report, now) == ({"personal_data"} if blocked else set())


def test_personal_data_in_the_clerks_own_words_blocks_too(matter, cast, now):
    point = make_point(make_comment(matter), by=cast.min, at=now, text="机主13800000000要求联系")
    sign(point, "noted", by=cast.min, signer=cast.wang, at=now)
    assert codes(draft(matter, cast, now), now) == {"personal_data"}


def test_an_offices_telephone_in_a_reason_does_not_block(matter, cast, now):
    point = make_point(make_comment(matter), by=cast.min, at=now, text="要求联系")
    sign(
        point, "out_of_scope", by=cast.min, signer=cast.wang, at=now,
        reason="请拨打供热热线0533-2345678办理报修。",
    )  # fmt: skip
    assert codes(draft(matter, cast, now), now) == set()


def test_personal_data_that_is_not_printed_does_not_block(matter, cast, now):
    comment = make_comment(matter, body="请打13800000000联系我办理")
    Finding.objects.create(comment=comment, field="body", start=2, end=13, kind="mobile")
    point = make_point(comment, by=cast.min, at=now, text="要求联系")
    sign(point, "noted", by=cast.min, signer=cast.wang, at=now)
    assert codes(draft(matter, cast, now), now) == set()


def test_contradicting_answers_block(answered, cast, now):
    point = Point.objects.first()
    for department, outcome in ((cast.education, "adopted"), (cast.office, "not_adopted")):
        Referral.objects.create(
            point=point, department=department, question="？", due_on=now.date(), asked_at=now,
            asked_by=cast.min, state="answered", answer="答", proposed_outcome=outcome,
            answered_at=now, answered_by=cast.zhao,
        )  # fmt: skip
    assert codes(draft(answered, cast, now), now) == {"contradictions"}
