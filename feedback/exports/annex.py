"""The annex of a document that could not print all rows: a workbook, packed beside it."""

import zipfile
from typing import IO

from consultation import jobs
from feedback.exports import xlsx
from feedback.exports.making import empty_file, name_of
from feedback.exports.official import LIMIT
from feedback.models import Report
from feedback.reports.proof.leaves import printed_rows


def finished(report: Report, file: IO[bytes], ending: str, content_type: str) -> jobs.Result:
    """The file; together with its annex of all rows when the document could not print them all."""
    name = name_of(report)
    file.seek(0)
    if report.entries.count() <= LIMIT:
        return jobs.Result(file, f"{name}.{ending}", content_type)
    both = empty_file()
    with zipfile.ZipFile(both, "w", zipfile.ZIP_DEFLATED) as packed:
        with packed.open(f"{name}.{ending}", "w") as target:
            copy(file, target)
        with packed.open(f"{name}（附件）.xlsx", "w") as target:
            copy(xlsx.workbook(report, printed_rows(report)), target)
    both.seek(0)
    return jobs.Result(both, f"{name}.zip", "application/zip")


def copy(source: IO[bytes], target: IO[bytes]) -> None:
    while part := source.read(1 << 20):
        target.write(part)
