"""`verify_report` recomputes every printed number and says which differ."""

import json

import pytest
from django.core.management import CommandError, call_command

from feedback import reports
from feedback.models import Comment, Point, Report
from tests.factories.reports import draft, publish


@pytest.mark.parametrize(
    ("tamper", "places"),
    [
        (lambda r: r.entries.filter(position=1).update(outcome="adopted"),
         {"digest", "rows.adopted", "rows.not_adopted", "entry 1.outcome"}),
        (lambda r: r.entries.filter(position=2).update(reason="换了理由"),
         {"digest", "entry 2.reason"}),
        (lambda r: Point.objects.filter(outcome="noted").update(text="换了要点"),
         {"entry 3.text"}),
        (lambda r: Comment.objects.filter(channel="letter").update(channel="web"),
         {"figures.by_channel.letter", "figures.by_channel.web"}),
        (lambda r: Comment.objects.filter(channel="letter").update(signatories=2),
         {"figures.people"}),
        (lambda r: Report.objects.filter(pk=r.pk).update(figures=r.figures | {"people": 3}),
         {"digest", "figures.people"}),
        (lambda r: Report.objects.filter(pk=r.pk).update(signed_as="别的单位"), {"digest"}),
        (lambda r: r.entries.filter(position=3).delete(),
         {"digest", "rows.noted", "point"}),
    ],
)  # fmt: skip
def test_a_change_behind_the_reports_back_is_found(answered, cast, now, tamper, places):
    report = publish(answered, cast, now)
    tamper(report)
    found = {one.what for one in reports.verify_report(report)}
    found = {what for what in found if not what.startswith(("manifest", "comment"))}
    assert {what.split(" ")[0] if what.startswith("point") else what for what in found} == places


def test_a_renamed_department_is_no_tampering(answered, cast, now):
    report = publish(answered, cast, now)
    cast.police.aliases.create(name=cast.police.name)
    cast.police.name = "某市公安局（新）"
    cast.police.save()
    assert reports.verify_report(report) == []


def test_the_command_says_what_differs_and_exits_with_one(answered, cast, now, capsys):
    report = publish(answered, cast, now)
    call_command("verify_report", report.pk)
    assert report.digest in capsys.readouterr().out
    report.entries.filter(position=1).update(reason="换了一个理由")
    with pytest.raises(SystemExit) as stop:
        call_command("verify_report", report.pk, "--json")
    assert stop.value.code == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["holds"] is False
    assert {one["what"] for one in answer["differences"]} == {
        "digest", "entry 1.reason", "manifest points",
    }  # fmt: skip


def test_the_command_refuses_what_is_no_published_report(answered, cast, now):
    unpublished = draft(answered, cast, now)
    for pk in (unpublished.pk, 987654):
        with pytest.raises(CommandError):
            call_command("verify_report", pk)
