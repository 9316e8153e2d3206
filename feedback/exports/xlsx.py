"""All rows of a report as a workbook, written at constant memory; no cell is a formula."""

import tempfile
from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

import xlsxwriter

from consultation import jobs
from consultation.models import Job
from feedback.enums import Outcome
from feedback.exports.making import empty_file, name_of, published, steps
from feedback.exports.official import NAMES
from feedback.models import Report
from feedback.reports.proof.freezing import flat
from feedback.reports.proof.leaves import printed_rows

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = ("序号", "意见内容", "涉及条款", "主题", "采纳情况", "理由", "依据", "答复单位")
WIDTHS = (8, 50, 24, 14, 14, 60, 24, 20)
LONGEST = 32_767
"""Characters that a cell can hold."""
PLAIN = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip


def make(*, job: Job, at: datetime, report: int) -> jobs.Result:
    found = published(report)
    rows = steps(job, printed_rows(found), total=found.entries.count())
    return jobs.Result(workbook(found, rows), f"{name_of(found)}.xlsx", XLSX)


def workbook(report: Report, rows: Iterable[dict[str, Any]]) -> IO[bytes]:
    """An open file at its beginning."""
    file = empty_file()
    book = xlsxwriter.Workbook(file, {**PLAIN, "tmpdir": tempfile.gettempdir()})
    heading = book.add_format({"bold": True, "text_wrap": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("要点")
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, wrapped)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, HEADINGS, heading)
    for number, row in enumerate(rows, start=1):
        named = row | {"outcome": NAMES[Outcome(row["outcome"])]}
        sheet.write_number(number, 0, row["position"])
        for column, value in enumerate(list(named.values())[1:], start=1):
            sheet.write_string(number, column, value[:LONGEST], wrapped)
    numbers = book.add_worksheet("数字")
    numbers.set_column(0, 0, 40)
    for place, (name, value) in enumerate(flat("figures", report.figures).items()):
        numbers.write_string(place, 0, name)
        numbers.write_number(place, 1, value)
    book.close()
    file.seek(0)
    return file
