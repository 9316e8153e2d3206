"""Verdicts and reports as nobody's form would send them (H-R1–H-R5)."""

import pytest
from django.urls import reverse

from consultation.models import Consultation
from feedback import publicity, reports
from feedback.enums import Outcome, WorkState
from feedback.models import Finding, Point, Report
from tests.factories.feedback import decide, make_comment, make_point, sign, submit
from tests.factories.process import make_consultation
from tests.factories.published import make_section

REASON = "学位按常住人口配置，现有条件还不够。"
HARMFUL = '<iframe src="javascript:alert(1)"></iframe><a href="data:text/html,x">按此</a>' + REASON


def address(comment):
    return reverse("weighing:comment", args=[comment.pk])


def verdict(point, outcome=Outcome.NOT_ADOPTED, **fields):
    return {
        "act": "decide", "point": point.pk, "version": point.version, "outcome": outcome,
        "reason": REASON,
    } | fields  # fmt: skip


@pytest.fixture
def foreign(cast, now):
    """A point of the other department's matter."""
    matter = make_consultation(lead=cast.education, by=cast.zhao)
    return make_point(make_comment(matter), by=cast.zhao, at=now)


@pytest.fixture
def reported(closed_consultation, cast, now):
    """A signed point printed in the published final report."""
    point = make_point(make_comment(closed_consultation), by=cast.min, at=now)
    sign(point, "not_adopted", by=cast.min, signer=cast.wang, at=now, reason=HARMFUL)
    report = reports.draft_report(
        consultation=closed_consultation, signed_on=now.date(), by=cast.min, at=now
    )
    reports.publish_report(report=report, revision=1, by=cast.wang, at=now)
    make_section_of(closed_consultation)
    point.refresh_from_db()
    return point


def make_section_of(consultation):
    if not consultation.publications.filter(section="notice").exists():
        make_section(consultation, "notice")


def unchanged(point):
    before = (point.outcome, point.state, point.version)
    point.refresh_from_db()
    return (point.outcome, point.state, point.version) == before


class TestVerdicts:
    def test_a_point_of_another_department_is_not_there(self, as_, comment, foreign):
        for target in (comment, foreign.comment):
            assert as_("min").post(address(target), verdict(foreign)).status_code == 404
        assert unchanged(foreign)

    def test_a_withheld_comment_is_answered_like_any_other(self, as_, point, cast, now):
        """Holding back its words from readers takes no answer from its author."""
        publicity.withhold_comment(comment=point.comment, reason="辱骂", by=cast.min, at=now)
        assert as_("min").post(address(point.comment), verdict(point)).status_code == 302

    def test_after_the_report_nothing_is_decided_anew(self, as_, reported):
        answer = as_("min").post(address(reported.comment), verdict(reported, Outcome.ADOPTED))
        assert answer.status_code == 409
        assert unchanged(reported)

    @pytest.mark.parametrize(
        "fields",
        [
            {"reason": ""}, {"reason": " \u3000\u200b"}, {"outcome": ""}, {"outcome": "maybe"},
            {"outcome": "ADOPTED"}, {"outcome": "\x00"}, {"outcome": ["adopted", "nobody"]},
            {"outcome": "adopted,not_adopted"}, {"version": ""}, {"version": "9" * 30},
        ],
    )  # fmt: skip
    def test_a_verdict_that_is_none_is_refused_in_words(self, as_, point, fields):
        answer = as_("min").post(address(point.comment), verdict(point, **fields))
        assert answer.status_code in (400, 409)
        if "reason" not in fields:
            assert REASON in answer.content.decode()
        assert unchanged(point)

    def test_three_conflicts_in_a_bundle_sign_nothing(self, as_, closed_consultation, cast, now):
        """H-R3: all or nothing, and the bundle can be ticked again."""
        points = [
            submit(
                decide(
                    make_point(make_comment(closed_consultation), by=cast.min, at=now),
                    "not_adopted", by=cast.min, at=now,
                ),
                by=cast.min, at=now,
            )
            for _number in range(12)
        ]  # fmt: skip
        ticks = [
            f"{point.pk}:{point.version - (number < 3)}" for number, point in enumerate(points)
        ]
        url = reverse("weighing:signing")
        assert as_("wang").post(url, {"point": ticks}).status_code == 409
        assert not Point.objects.filter(state=WorkState.APPROVED).exists()
        fresh = [f"{point.pk}:{point.version}" for point in points]
        assert as_("wang").post(url, {"point": fresh, "confirmed": "1"}).status_code == 302
        assert Point.objects.filter(state=WorkState.APPROVED).count() == 12


class TestReports:
    def test_markup_in_a_reason_is_printed_as_words(self, as_, client, reported):
        """H-R4"""
        matter = Consultation.objects.get(pk=reported.comment.consultation_id)
        public = client.get(f"/consultations/{matter.slug}/feedback/").content.decode()
        desk = as_("min").get(address(reported.comment)).content.decode()
        for page in (public, desk):
            assert "&lt;iframe" in page
            assert "<iframe" not in page
            assert 'href="data:' not in page

    def test_everything_open_is_listed_at_once(self, as_, closed_consultation, cast, now):
        """H-R5: a comment without a point, a point without a signature, personal data to print."""
        make_comment(closed_consultation)
        comment = make_comment(closed_consultation, body="请打13912345678找我，谢谢。")
        Finding.objects.create(comment=comment, field="body", start=2, end=13, kind="mobile")
        make_point(comment, text="请打13912345678", by=cast.min, at=now)
        url = reverse("weighing:report", args=[closed_consultation.pk])
        as_("min").post(url, {"act": "draft", "kind": "final"})
        report = Report.objects.get()
        data = {"act": "publish", "report": report.pk, "revision": report.revision}
        answer = as_("wang").post(url, data)
        assert answer.status_code == 409
        codes = {one.code for one in answer.context["open_matters"]}
        assert codes >= {"unsplit", "unanswered", "personal_data"}
        for one in answer.context["open_matters"]:
            assert one.message in answer.content.decode()
        assert not Report.objects.published().exists()
