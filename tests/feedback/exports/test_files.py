"""Office files of a published report: read back, and measured as GB/T 9704 asks."""

import csv
import gc
import io
import json
import re
import tracemalloc
import zipfile
import zlib
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.test import override_settings
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from consultation import clock, jobs, outbox
from consultation.enums import JobState
from consultation.models import Job
from feedback import reports
from feedback.exports import official, opendata, pdf, xlsx
from feedback.models import Comment, Point, Report, ReportEntry, Respondent
from feedback.reports import proof, seal
from feedback.reports.proof import leaves
from tests.factories.feedback import make_comment, make_point, sign

SECRET = "金丝雀原话"


@pytest.fixture
def matter(closed_consultation):
    return closed_consultation


@pytest.fixture
def report(matter, cast, now):
    """Two declined views and an adopted one; one text that a spreadsheet would compute."""
    texts = ("公布承载能力", "=1+1", "写明需要的材料")
    for text, outcome in zip(texts, ("not_adopted", "deferred", "adopted"), strict=True):
        comment = make_comment(
            matter, title=f"{SECRET}标题", body=f"{SECRET}，电话13800000000。", contact="canary",
            masked_body=f"{SECRET}遮盖", visibility="withheld", withheld_reason="不宜公开",
        )  # fmt: skip
        Respondent.objects.filter(comment=comment).update(contact_cipher="canary-cipher")
        point = make_point(comment, by=cast.min, at=now, text=text, passage=SECRET)
        sign(point, outcome, by=cast.min, signer=cast.wang, at=now)
    drafted = reports.draft_report(
        consultation=matter, signed_on=date(2026, 9, 5), by=cast.min, at=now
    )
    return reports.publish_report(report=drafted, revision=1, by=cast.wang, at=now)


@pytest.fixture
def made(report, cast, now):
    """Ask for a file as the desk does, let the drainer make it, open the result."""

    def made(kind, **fields):
        job = jobs.start(
            kind=f"report.{kind}", title="文件", by=cast.min, at=now, report=report.pk,
            consultation=report.consultation,
        )  # fmt: skip
        outbox.relay(at=clock.now())
        return Job.objects.get(pk=job.pk)

    return made


def test_the_office_document_has_the_measures_of_the_standard(made, report):
    job = made("docx")
    assert (job.state, job.file_name) == (JobState.FINISHED, f"{report.title}.docx")
    sheet = Document(job.file)
    (section,) = sheet.sections
    assert [round(side / Mm(1)) for side in (section.page_width, section.page_height)] == [210, 297]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    # Word keeps twentieths of a point
    assert [round(side / Mm(1), 1) for side in sides] == [37, 35, 28, 26]
    grid = section._sectPr.find(qn("w:docGrid"))
    lines = (section.page_height - sides[0] - sides[1]) / Pt(int(grid.get(qn("w:linePitch"))) / 20)
    width = (section.page_width - sides[2] - sides[3]) / Pt(1)
    characters = width / (16 + int(grid.get(qn("w:charSpace"))) / 4096)
    assert (int(lines), round(characters)) == (22, 28)


def test_titles_headings_and_body_have_their_faces_and_sizes(made, report):
    found = {}
    for paragraph in Document(made("docx").file).paragraphs:
        (run,) = paragraph.runs
        fonts = run._r.rPr.rFonts
        found[paragraph.text] = (
            fonts.get(qn("w:eastAsia")), run.font.size.pt, paragraph.paragraph_format,
        )  # fmt: skip
    texts = list(found)
    assert [found[report.title][0], found[report.title][1]] == ["方正小标宋简体", 22]
    for text, face in (
        ("二、意见采纳情况", "黑体"),
        ("（一）未采纳的意见", "楷体_GB2312"),
        ("1.公布承载能力", "仿宋_GB2312"),
    ):
        assert (found[text][0], found[text][1]) == (face, 16)
        assert found[text][2].line_spacing == Pt(28)
        assert found[text][2].first_line_indent == Pt(32)
    assert texts.index("（一）未采纳的意见") < texts.index("（二）其他意见")
    assert texts[-2:] == [report.signed_as, "2026年9月5日"]
    assert found["2026年9月5日"][2].right_indent == Pt(64)


def test_pages_are_numbered_outside_between_dashes(made):
    sheet = Document(made("docx").file)
    section = sheet.sections[0]
    for footer in (section.footer, section.even_page_footer):
        (paragraph,) = footer.paragraphs
        assert paragraph.text.startswith("— ")
        assert paragraph.text.endswith(" —")
        assert "PAGE" in paragraph._p.xml
        assert {run.font.size for run in paragraph.runs} == {Pt(14)}
    assert (
        section.footer.paragraphs[0].alignment != section.even_page_footer.paragraphs[0].alignment
    )


def unpacked(stream):
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


@pytest.mark.skipif(pdf.weasyprint is None, reason="the system lacks Pango")
def test_the_pdf_is_one_of_pages_of_that_size(made, report):
    job = made("pdf")
    assert job.state == JobState.FINISHED, job.error
    whole = job.file.read()
    assert whole.startswith(b"%PDF-")
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", whole, re.S)
    plain = whole + b"".join(map(unpacked, streams))
    boxes = re.findall(rb"/MediaBox \[([^\]]+)\]", plain)
    assert boxes
    assert [round(float(size)) for size in boxes[0].split()] == [0, 0, 595, 842]
    style = (Path(settings.BASE_DIR) / "templates/reports/official.html").read_text()
    assert "margin: 37mm 26mm 35mm 28mm" in style


def test_without_the_libraries_of_the_system_the_job_says_which(made, monkeypatch):
    monkeypatch.setattr(pdf, "weasyprint", None)
    job = made("pdf")
    assert job.state == JobState.FAILED
    assert "libpango" in job.error


def test_no_cell_of_a_workbook_computes(made, report):
    job = made("xlsx")
    sheet = openpyxl.load_workbook(job.file)["要点"]
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[0].value for row in rows] == [1, 2, 3]
    assert {cell.data_type for row in rows for cell in row[1:] if cell.value} == {"s"}
    assert "=1+1" in {row[1].value for row in rows}
    assert job.file_name == f"{report.title}.xlsx"


def test_no_cell_of_the_table_computes(report):
    text = "".join(opendata.points_csv(report))
    assert text.startswith("\ufeffposition,")
    cells = [cell for row in csv.reader(io.StringIO(text[1:])) for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("first", [*"=+-@＝＋－＠'", "\t", "\r", "\n"])
def test_what_is_made_inert_reads_back(first):
    assert opendata.inert(f"{first}1") == f"'{first}1"
    assert opendata.inert("人") == "人"


def test_the_data_keep_to_their_published_schema(report):
    schema = json.loads((Path(settings.BASE_DIR) / "docs/points.schema.json").read_text("utf-8"))
    data = json.loads("".join(opendata.points_json(report)))
    properties = schema["properties"]
    assert set(data) == set(schema["required"]) == set(properties)
    row = properties["points"]["items"]
    for point in data["points"]:
        assert set(point) == set(row["required"]) == set(row["properties"])
        assert point["outcome"] in row["properties"]["outcome"]["enum"]
    assert set(data["figures"]) == set(properties["figures"]["required"])
    assert all(field["description"] for field in row["properties"].values())


def test_nothing_unpublished_and_no_contact_is_in_any_file(made, report):
    files = {
        "manifest": "".join(proof.manifest(report)),
        "csv": "".join(opendata.points_csv(report)),
        "json": "".join(opendata.points_json(report)),
        "lines": "".join(line.text for line in official.document(report)),
    }
    for kind in ("docx", "xlsx"):
        with zipfile.ZipFile(made(kind).file) as packed:
            files[kind] = "".join(
                packed.read(name).decode(errors="replace") for name in packed.namelist()
            )
    for name, text in files.items():
        for secret in (SECRET, "13800000000", "canary", "不宜公开"):
            assert secret not in text, name
        for number in Comment.objects.values_list("receipt_number", flat=True):
            assert number not in text, name


def test_what_a_document_cannot_print_stands_in_its_annex(made, report, monkeypatch):
    for module in ("official", "annex"):
        monkeypatch.setattr(f"feedback.exports.{module}.LIMIT", 2)
    job = made("docx")
    assert (job.state, job.file_name[-4:]) == (JobState.FINISHED, ".zip")
    with zipfile.ZipFile(job.file) as packed:
        document, annex = sorted(packed.namelist(), key=lambda name: name.endswith(".xlsx"))
        texts = [p.text for p in Document(io.BytesIO(packed.read(document))).paragraphs]
        rows = openpyxl.load_workbook(io.BytesIO(packed.read(annex)))["要点"].max_row
    assert "附件：全部要点及采纳情况" in texts
    assert not any(text.startswith("3.") for text in texts)
    assert rows == 4


def test_only_a_published_report_becomes_a_file(made, report, cast, now):
    Report.objects.filter(pk=report.pk).update(title="改")
    draft = reports.correct_report(report=report, note="更正", by=cast.min, at=now)
    job = jobs.start(kind="report.xlsx", title="文件", by=cast.min, at=now, report=draft.pk)
    outbox.relay(at=clock.now())
    assert Job.objects.get(pk=job.pk).state == JobState.FAILED


def test_memory_does_not_grow_with_the_rows(report, cast, now, monkeypatch):
    """Three times the rows, the same memory within a third; in small blocks, so that few do."""
    for module in (seal, leaves):
        monkeypatch.setattr(module, "BLOCK", 64)

    def grow(count):
        comment = Comment.objects.first()
        last = ReportEntry.objects.filter(report=report).count()
        points = Point.objects.bulk_create(
            Point(comment=comment, number=100 + n, text="要" * 200, outcome="noted",
                  created_at=now, created_by=cast.min, decided_at=now, decided_by=cast.min,
                  submitted_at=now, submitted_by=cast.min, approved_at=now, approved_by=cast.wang,
                  state="approved", consultation=report.consultation)
            for n in range(last, last + count)
        )  # fmt: skip
        ReportEntry.objects.bulk_create(
            ReportEntry(report=report, point=point, position=last + n, text="要" * 200,
                        outcome="noted")
            for n, point in enumerate(points, start=1)
        )  # fmt: skip

    def peak(work):
        """What is held at most; garbage that waits for the collector does not count for long."""
        gc.freeze()
        gc.collect()
        tracemalloc.start()
        work()
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    def read(parts):
        for _part in parts:
            pass

    works = {
        "csv": lambda: read(opendata.points_csv(report)),
        "json": lambda: read(opendata.points_json(report)),
        "digest": lambda: seal.digest_of(report, seal.rows_of(report)),
        "check": lambda: read(seal.entry_differences(report)),
        "unprinted": lambda: read(seal.unprinted(report)),
        "xlsx": lambda: xlsx.workbook(report, xlsx.printed_rows(report)).close(),
    }
    usual = gc.get_threshold()
    gc.set_threshold(700, 2, 2)
    with override_settings(DEBUG=False):
        grow(800)
        few = {name: peak(work) for name, work in works.items()}
        grow(1_600)
        many = {name: peak(work) for name, work in works.items()}
    gc.set_threshold(*usual)
    for name, size in many.items():
        assert size < few[name] * 4 / 3, (name, few[name], size)
