"""A report is counted before its transaction; what moves meanwhile is counted again."""

import pytest
from django.db import connection

from consultation.errors import Conflict
from feedback import intake, reports
from feedback.models import Comment, Report, ReportEntry
from feedback.reports import publishing
from feedback.reports.freezing import prepare
from tests.factories.feedback import make_comment, make_point, sign
from tests.factories.reports import draft, publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signed(closed_consultation, cast, now):
    """Three signed points of three comments."""
    for text in ("公布承载能力", "写明需要的材料", "放宽年限"):
        point = make_point(make_comment(closed_consultation), by=cast.min, at=now, text=text)
        sign(point, "not_adopted", by=cast.min, signer=cast.wang, at=now)
    return closed_consultation


@pytest.fixture
def meanwhile(monkeypatch):
    """Something that happens after the first counting; tells which were in a transaction."""
    counted = []

    def doing(act):
        def counting(report, at):
            frozen = prepare(report, at)
            counted.append(connection.in_atomic_block)
            if len(counted) == 1:
                act()
            return frozen

        monkeypatch.setattr(publishing, "prepare", counting)
        return counted

    return doing


def test_nothing_is_counted_while_others_wait(signed, cast, now, meanwhile):
    counted = meanwhile(lambda: None)
    report = publish(signed, cast, now)
    assert counted == [False]
    assert reports.verify_report(report) == []


def test_what_moved_is_counted_again(signed, cast, now, meanwhile):
    gone = Comment.objects.get(points__text="放宽年限")

    def withdraw():
        assert intake.take_back(gone.pk, now)

    counted = meanwhile(withdraw)
    report = publish(signed, cast, now)
    assert counted == [False, True]
    assert set(report.entries.values_list("text", flat=True)) == {"公布承载能力", "写明需要的材料"}
    assert report.figures["points"] == 2
    assert reports.verify_report(report) == []


def test_an_attempt_that_failed_leaves_nothing_to_read(signed, cast, now, meanwhile, client):
    drafted = draft(signed, cast, now)
    meanwhile(lambda: Report.objects.filter(pk=drafted.pk).update(revision=7))
    with pytest.raises(Conflict):
        reports.publish_report(report=drafted, revision=1, by=cast.wang, at=now)
    assert not Report.objects.published().exists()
    report = reports.publish_report(report=drafted, revision=7, by=cast.wang, at=now)
    assert ReportEntry.objects.filter(report=report).count() == 3
    assert report.proven.count() == 3
    assert reports.verify_report(report) == []
