"""A published report, and the files that stand beside it, as a citizen has them on disk."""

import importlib.util
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from feedback import reports
from feedback.exports import opendata
from feedback.models import CommentGroup, GroupMember
from feedback.reports import proof
from tests.factories.feedback import make_comment, make_point, make_text, sign


@pytest.fixture(scope="session")
def script():
    """The file that citizens download, as a module."""
    path = Path(settings.BASE_DIR) / "docs/verify_report.py"
    spec = importlib.util.spec_from_file_location("verify_report_of_citizens", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def matter(closed_consultation):
    return closed_consultation


@pytest.fixture
def counted(matter, cast, now):
    """Every way of being counted: several points, a letter of five, late, withdrawn, one person
    twice, two of the same text, an outcome of every kind, words that a spreadsheet would compute.
    """
    made = [
        make_comment(matter, channel="letter", signatories=5, contact="a"),
        make_comment(matter, person=7, contact="b"),
        make_comment(matter, contact="b", body="同一个人的第二条意见。"),
        make_comment(matter),
    ]
    make_comment(matter, is_late=True)
    make_comment(matter, withdrawn_at=now)
    group = CommentGroup.objects.create(
        consultation=matter, number=1, text="请保留", proposed_at=now, proposed_by=cast.min,
        confirmed_at=now, confirmed_by=cast.min,
    )  # fmt: skip
    for comment in made[2:]:
        GroupMember.objects.create(
            group=group, comment=comment, joined_at=now, confirmed_at=now, confirmed_by=cast.min
        )
    article = make_text(matter, kind="draft", by=cast.min).provisions.get(anchor="p2")
    outcomes = ["adopted", "not_adopted", "noted", "out_of_scope", "deferred", "partly_adopted"]
    for number, outcome in enumerate(outcomes):
        text = "=HYPERLINK(1)，\n“引号”" if number == 1 else f"'要点{number}"
        point = make_point(
            made[number % 4], by=cast.min, at=now, text=text, topic="入学" if number % 2 else "",
            provisions=[article] if number > 3 else [],
        )  # fmt: skip
        sign(point, outcome, by=cast.min, signer=cast.wang, at=now)
    return matter


@pytest.fixture
def report(counted, cast, now):
    drafted = reports.draft_report(
        consultation=counted, signed_on=timezone.localdate(now), by=cast.min, at=now
    )
    return reports.publish_report(report=drafted, revision=1, by=cast.wang, at=now)


@pytest.fixture
def run(script, files, capsys):
    """`run("manifest.json", …)`: what the script answers, and what it prints; all files, if none
    is named.
    """

    def run(*names):
        every = ("manifest.json", "points.csv", "points.json", "proof.json")
        given = [name if name.startswith("-") else str(files / name) for name in names or every]
        status = script.main(given)
        return status, capsys.readouterr().out

    return run


@pytest.fixture
def files(report, tmp_path):
    """manifest.json, points.csv, points.json and the proof of one comment, in a folder."""
    written = {
        "manifest.json": proof.manifest(report),
        "points.csv": opendata.points_csv(report),
        "points.json": opendata.points_json(report),
    }
    for name, parts in written.items():
        (tmp_path / name).write_bytes("".join(parts).encode())
    row = report.proven.filter(status="counted", channel="letter").get()
    words = json.dumps(proof.inclusion(row), ensure_ascii=False, indent=1)
    (tmp_path / "proof.json").write_bytes(words.encode())
    return tmp_path
