"""A sceptical citizen with four downloaded files and one script; a records office with a command.

Each published file with one byte changed is refused, and the place is named.
"""

import json
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from feedback import reports
from feedback.models import Comment, Point, Proof, ProvenComment, ReportEntry, Respondent
from feedback.opinions import Opinions
from feedback.reports import proof
from feedback.reports.proof import freezing

ALL = ("manifest.json", "points.csv", "points.json", "proof.json")


def test_the_downloaded_files_hold(report, run):
    status, said = run()
    assert status == 0, said
    assert report.title in said
    assert report.proof.digest in said
    assert f"texts: {report.figures['comments'] - 1}" in said
    assert f"people: {report.figures['people']}" in said


def test_it_counts_who_raised_each_view_as_the_page_does(report, run):
    printed = list(Opinions(report.consultation, report))
    for rows in ("points.csv", "points.json"):
        status, said = run("--views", "manifest.json", rows)
        assert status == 0, said
        counted = re.findall(r"^  (\d+)\. (\d+)人提出 raised by", said, re.MULTILINE)
        assert counted == [(str(one.number), str(one.raised)) for one in printed]
    assert max(one.raised for one in printed) == 5


def test_it_runs_by_itself_without_the_product(files):
    script = Path(settings.BASE_DIR) / "docs/verify_report.py"
    done = subprocess.run(
        [sys.executable, "-I", str(script), *(str(files / name) for name in ALL)],
        capture_output=True, text=True, cwd=files, env={"PYTHONIOENCODING": "utf-8"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_received_is_a_report_that_holds(matter, cast, now, script, tmp_path, capsys):
    drafted = reports.draft_report(consultation=matter, signed_on=now.date(), by=cast.min, at=now)
    report = reports.publish_report(report=drafted, revision=1, by=cast.wang, at=now)
    path = tmp_path / "manifest.json"
    path.write_bytes("".join(proof.manifest(report)).encode())
    assert script.main([str(path)]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("name", ["manifest.json", "points.csv", "points.json"])
def test_any_changed_byte_is_refused(files, run, name):
    """At two hundred places drawn anew from a fixed seed, in every line of the file."""
    whole = (files / name).read_bytes()
    chance = random.Random(name)
    places = {chance.randrange(len(whole)) for _ in range(200)}
    missed = []
    for place in sorted(places):
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        (files / name).write_bytes(bytes(changed))
        status, said = run("manifest.json", *({name} - {"manifest.json"}))
        if status == 0 or name not in said:
            missed.append((place, whole[place - 20 : place + 20], said))
    assert missed == []


@pytest.mark.parametrize(
    ("name", "found", "put", "named"),
    [
        ("manifest.json", '"people":', '"peopel":', "figures.peopel"),
        ("manifest.json", '"signatories":5', '"signatories":6', "manifest.json line "),
        ("manifest.json", '"outcome":"adopted"', '"outcome":"noted"', "figures.by_outcome.adopted"),
        ("manifest.json", '"version":1', '"version":2', "report.version"),
        ("points.csv", "not_adopted", "partly_adopted", " outcome: 'partly_adopted'"),
        ("points.csv", "要点", "耍点", "points.csv row "),
        ("points.json", "'要点", "'耍点", "points.json row "),
        ("proof.json", "租房六年", "租房七年", "proof.json comment"),
        ("proof.json", '"index": ', '"index": 1', "proof.json path"),
    ],
)  # fmt: skip
def test_the_place_is_named(files, run, name, found, put, named):
    whole = (files / name).read_text("utf-8")
    assert found in whole
    (files / name).write_bytes(whole.replace(found, put, 1).encode())
    status, said = run()
    assert status != 0
    assert named in said


def test_a_comment_left_out_or_counted_twice_is_found(files, run):
    path = files / "manifest.json"
    lines = path.read_bytes().splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if b'"status"' in line)
    path.write_bytes(b"".join([*lines[:at], *lines[at + 1 :]]))
    status, said = run("manifest.json")
    assert (status, "seals.comments.count" in said) == (1, True)
    path.write_bytes(b"".join([*lines[: at + 1], *lines[at:]]))
    status, said = run("manifest.json")
    assert (status, f"line {at + 2} order" in said) == (1, True)


def test_the_proof_of_another_report_is_refused(files, run):
    found = json.loads((files / "proof.json").read_text("utf-8"))
    found["digest"] = "0" * 64
    (files / "proof.json").write_text(json.dumps(found), "utf-8")
    status, said = run()
    assert (status, "proof.json digest" in said) == (1, True)


def test_what_is_published_tells_nothing_of_whom(files, report):
    published = "".join((files / name).read_text("utf-8") for name in ALL[:3])
    for row in report.proven.select_related("comment"):
        assert row.salt not in published
        assert row.comment.receipt_number not in published
        assert row.comment.body not in published


def places(report):
    return [one.what for one in reports.verify_report(report)]


def test_an_untouched_report_is_found_whole(report):
    assert places(report) == []


def letters(report):
    return Comment.objects.filter(channel="letter")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda report: letters(report).update(body="改过的话"), "words"),
        (lambda report: letters(report).update(signatories=9), "signatories"),
        (lambda report: letters(report).update(channel="visit"), "channel"),
        (lambda report: Comment.objects.filter(is_late=True).update(is_late=False), "status"),
        (lambda report: report.proven.filter(signatories=5).update(signatories=9), "comments 1–"),
        (lambda report: report.proven.exclude(person="").update(person="0" * 16), "comments 1–"),
        (lambda report: report.proven.filter(channel="letter").delete(), "manifest count"),
        (lambda report: report.entries.filter(position=2).update(reason="改过"), "entry 2.reason"),
        (lambda report: Point.objects.filter(outcome="adopted").update(outcome="noted"), "entry "),
        (lambda report: Proof.objects.update(root="0" * 64), "manifest root"),
    ],
)  # fmt: skip
def test_one_changed_row_is_found(report, change, named):
    change(report)
    assert any(named in place for place in places(report)), places(report)


def test_withdrawal_and_erasure_break_nothing(report, script, files, run, now):
    """Taken back after publication, contacts erased: the old report holds, so does its proof."""
    later = now.replace(year=now.year + 2)
    Comment.objects.filter(channel="letter").update(withdrawn_at=later)
    Comment.objects.filter(person=None).update(person=100)
    Comment.objects.filter(respondent__contact_hash="b").update(person=7)
    Respondent.objects.update(name_cipher="", contact_cipher="", contact_hash="", erased_at=later)
    assert "".join(proof.manifest(report)) == (files / "manifest.json").read_text("utf-8")
    row = ProvenComment.objects.get(report=report, channel="letter")
    (files / "proof.json").write_text(json.dumps(proof.inclusion(row)), "utf-8")
    status, said = run()
    assert status == 0, said
    assert not [place for place in places(report) if place.startswith(("manifest", "comment"))]


def test_every_leaf_has_its_path(report, script):
    for row in report.proven.all():
        found = proof.inclusion(row)
        path = [bytes.fromhex(step) for step in found["path"]]
        leaf = script.leaf_hash(found["record"])
        root = script.root_by_path(leaf, found["index"], found["count"], path)
        assert root.hex() == report.proof.root


def test_paths_cross_blocks(report, script, monkeypatch):
    """The same with blocks of two leaves."""
    for name in ("freezing", "inclusion", "leaves"):
        monkeypatch.setattr(sys.modules[f"feedback.reports.proof.{name}"], "BLOCK", 2)
    report.proof.blocks = [root.hex() for root in freezing.comment_roots(report)]
    assert len(report.proof.blocks) == 3
    report.proof.save()
    test_every_leaf_has_its_path(report, script)


def test_the_proof_costs_the_same_for_more_comments(report, django_assert_num_queries):
    row = ProvenComment.objects.select_related("report__proof", "comment").get(
        report=report, channel="letter"
    )
    with django_assert_num_queries(5):
        proof.inclusion(row)
    assert ReportEntry.objects.count()
