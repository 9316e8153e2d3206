"""The rows of a report as open data, written line by line at constant memory.

`docs/points.schema.json` is the published dictionary of the fields.
"""

import csv
import io
from collections.abc import Iterator

from feedback.models import Report
from feedback.reports.proof.files import listed
from feedback.reports.proof.freezing import words
from feedback.reports.proof.hashing import canonical
from feedback.reports.proof.leaves import COLUMNS, printed_rows

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LEADING = tuple("=+-@\t\r\n＝＋－＠'")


def points_json(report: Report) -> Iterator[str]:
    """The printed rows with the report's words and figures."""
    printed = words(report)
    yield f'{{"format":"yanlu-points-1","licence":"{LICENCE}","schema":"points.schema.json",\n'
    for key in ("report", "figures"):
        yield f'"{key}":{canonical(printed[key])},\n'
    yield from listed("points", printed_rows(report))
    yield f'"digest":"{report.proof.digest}"}}\n'


def points_csv(report: Report) -> Iterator[str]:
    """UTF-8 with a byte order mark; no cell can begin a formula."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    yield "\ufeff"
    writer.writerow(COLUMNS)
    for row in printed_rows(report):
        writer.writerow([inert(str(value)) for value in row.values()])
        yield lines.getvalue()
        lines.seek(0)
        lines.truncate()
    yield lines.getvalue()


def inert(cell: str) -> str:
    """A cell that spreadsheets take for text; a leading apostrophe is doubled, so it reads back."""
    return f"'{cell}" if cell.startswith(LEADING) else cell
