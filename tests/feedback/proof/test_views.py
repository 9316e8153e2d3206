"""What the page says of the points together is sealed and recomputed: tables, views, their order.

And a report that was published before views were sealed is checked as it was published.
"""

import json

import pytest

from feedback import opinions, reports
from feedback.exports import opendata
from feedback.models import Proof, Report
from feedback.public_report import report_context
from feedback.reports import entries, freezing, proof
from feedback.reports.proof import hashing
from feedback.reports.proof.freezing import flat
from feedback.reports.proof.leaves import blocks, printed_rows

BOTH = ("manifest.json", "points.csv", "points.json")


def read(files):
    return json.loads((files / "manifest.json").read_text("utf-8"))


def test_the_manifest_says_what_the_page_prints(report, files, now):
    page, sealed = report_context(report.consultation, now), read(files)
    for name in ("topics", "articles"):
        printed = {
            group.name: {row.value: row.count for row in group.outcomes if row.count}
            for group in page[name]
        }
        assert printed
        assert sealed["tables"][name] == printed
    views = [(one["number"], one["outcome"], one["raised"]) for one in sealed["views"]]
    assert views == [(one.number, one.entry.outcome, one.raised) for one in page["views"]]
    assert sum(one["rows"] for one in sealed["views"]) == len(sealed["points"])


@pytest.mark.parametrize(
    ("found", "put", "named"),
    [
        ('"raised":5', '"raised":6', "manifest.json line "),
        ('"rows":1', '"rows":2', "manifest.json line "),
        ('"入学":{', '"升学":{', "manifest.json tables.topics.升学"),
        ('"第（二）条":{"deferred":1', '"第（二）条":{"deferred":2',
         "manifest.json tables.articles.第（二）条.deferred"),
    ],
)  # fmt: skip
def test_one_changed_number_is_refused_with_its_place(files, run, found, put, named):
    whole = (files / "manifest.json").read_text("utf-8")
    assert found in whole
    (files / "manifest.json").write_text(whole.replace(found, put, 1), "utf-8")
    status, said = run(*BOTH)
    assert (status, named in said) == (1, True), said


def test_a_view_left_out_is_found(files, run):
    lines = (files / "manifest.json").read_bytes().splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if b'"raised"' in line)
    (files / "manifest.json").write_bytes(b"".join([*lines[:at], *lines[at + 1 :]]))
    status, said = run(*BOTH)
    assert (status, "seals.views.count" in said, f"line {at + 1} number" in said) == (1, True, True)


def publish(counted, cast, now, tmp_path):
    """A report of an office whose own code counts falsely: every hash of it is right."""
    drafted = reports.draft_report(consultation=counted, signed_on=now.date(), by=cast.min, at=now)
    report = reports.publish_report(report=drafted, revision=1, by=cast.wang, at=now)
    written = {"manifest.json": proof.manifest(report), "points.csv": opendata.points_csv(report)}
    for name, parts in written.items():
        (tmp_path / name).write_bytes("".join(parts).encode())


@pytest.fixture
def told(counted, cast, now, tmp_path, script, capsys):
    """What the script says of the files of such a report."""

    def telling():
        publish(counted, cast, now, tmp_path)
        status = script.main([str(tmp_path / name) for name in ("manifest.json", "points.csv")])
        return status, capsys.readouterr().out

    return telling


def test_people_that_were_never_there_are_found(told, monkeypatch):
    honest = proof.views.raised
    monkeypatch.setattr(proof.views, "raised", lambda authors: honest(authors) + 1)
    status, said = told()
    assert (status, "points.csv view 1 raised" in said) == (1, True), said
    assert "manifest.json" not in said


def test_a_false_table_is_found(told, monkeypatch):
    honest = entries.Tally.result

    def false(tally):
        found = honest(tally)
        found["topics"][0][2] += 3
        return found

    monkeypatch.setattr(entries.Tally, "result", false)
    status, said = told()
    assert (status, "points.csv tables.topics." in said) == (1, True), said
    assert "manifest.json" not in said


def test_a_declined_view_hidden_at_the_end_is_found(told, monkeypatch):
    honest = freezing.printed_order
    monkeypatch.setattr(freezing, "printed_order", lambda points: honest(points)[::-1])
    status, said = told()
    assert (status, " order: " in said) == (1, True), said


def test_views_that_are_not_one_are_not_taken_together(told, monkeypatch):
    monkeypatch.setattr(entries, "mark", lambda *words: b"")
    status, said = told()
    assert (status, "points.csv number of views: 1 ≠ 6" in said) == (1, True), said


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda report: report.entries.filter(position=2).update(opinion=1), "manifest views"),
        (lambda report: report.entries.filter(position=2).update(opinion=1),
         "manifest view of row 2"),
        (lambda report: Report.objects.update(tally=report.tally | {"topics": []}),
         "manifest tables.topics"),
        (lambda report: Proof.objects.update(views_root="0" * 64), "manifest views"),
    ],
)  # fmt: skip
def test_the_records_office_finds_it_too(report, change, named):
    change(report)
    assert any(one.what.startswith(named) for one in reports.verify_report(report))


def old_manifest(report):
    """As it was written before: words and figures, points, comments, two roots, one digest."""

    def written(value):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    kept = proof.freezing.words(report)
    rows = list(printed_rows(report))
    records = [record for block in blocks(report) for record in block]
    leaves = [hashing.leaf(row) for row in rows], [hashing.leaf(record) for record in records]
    seals = {
        "words": {
            place: hashing.digest(value)
            for key, inner in kept.items()
            for place, value in flat(key, inner).items()
        },
        "points": {"count": len(rows), "root": hashing.root_of(leaves[0]).hex()},
        "comments": {"count": len(records), "root": hashing.root_of(leaves[1]).hex()},
    }
    points = [
        {"position": row["position"], "outcome": row["outcome"], "leaf": hashed.hex()}
        for row, hashed in zip(rows, leaves[0], strict=True)
    ]
    comments = [
        record | {"leaf": hashed.hex()[:8]}
        for record, hashed in zip(records, leaves[1], strict=True)
    ]
    digest = hashing.digest(kept | {"seals": seals})
    lines = [
        '{"format":"yanlu-manifest-1",', f'"report":{written(kept["report"])},',
        f'"figures":{written(kept["figures"])},',
        '"points":[', ",\n".join(map(written, points)), "],",
        '"comments":[', ",\n".join(map(written, comments)), "],",
        f'"seals":{written(seals)},', f'"digest":"{digest}"}}', "",
    ]  # fmt: skip
    return digest, "\n".join(lines)


@pytest.fixture
def before(report, files):
    """The same report, published before views were sealed."""
    digest, written = old_manifest(report)
    Proof.objects.filter(report=report).update(format=1, digest=digest, views_root="")
    report = Report.objects.get(pk=report.pk)
    (files / "manifest.json").write_text(written, "utf-8")
    for name in ("points.json", "proof.json"):
        whole = (files / name).read_text("utf-8")
        known = json.loads(whole)["digest"]
        (files / name).write_text(whole.replace(known, digest), "utf-8")
    return report


def test_a_report_published_before_still_holds(before, files, run):
    status, said = run()
    assert status == 0, said
    assert before.proof.digest in said
    assert "".join(proof.manifest(before)) == (files / "manifest.json").read_text("utf-8")
    assert reports.verify_report(before) == []
    status, said = run("--views", "manifest.json", "points.csv")
    printed = [one.raised for one in opinions.Opinions(before.consultation, before)]
    assert all(f"{number}. {raised}人提出" in said for number, raised in enumerate(printed, 1))


@pytest.mark.parametrize(
    ("name", "found", "put", "named"),
    [
        ("manifest.json", '"signatories":5', '"signatories":6', "manifest.json line "),
        ("manifest.json", "manifest-1", "manifest-2", "manifest.json line 4"),
        ("manifest.json", "manifest-1", "manifest-3", "manifest.json line 1"),
        ("points.csv", "要点", "耍点", "points.csv row "),
        ("points.json", '"outcome":"noted"', '"outcome":"adopted"', "points.json row "),
    ],
)  # fmt: skip
def test_a_change_of_it_is_still_found(before, files, run, name, found, put, named):
    whole = (files / name).read_text("utf-8")
    assert found in whole
    (files / name).write_bytes(whole.replace(found, put, 1).encode())
    status, said = run(*BOTH)
    assert (status > 0, named in said) == (True, True), said


def test_a_new_report_cannot_pass_for_an_old_one(report, files, run):
    """Leaving the views out takes their seal out, and with it the digest that the page prints."""
    whole = (files / "manifest.json").read_text("utf-8")
    lines = whole.replace("manifest-2", "manifest-1").splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith('"views"'))
    end = lines.index("],\n", start)
    kept = [*lines[:start], *lines[end + 1 :]]
    (files / "manifest.json").write_text(
        "".join(line for line in kept if not line.startswith('"tables"')), "utf-8"
    )
    status, said = run("manifest.json")
    assert (status, "manifest.json tables.topics" in said) == (1, True), said
