"""Document numbers and dates that lost characters, anywhere on the page (R7)."""

from collections.abc import Iterable, Iterator

from cms.importing.rows import Row
from consultation.provisions.blocks import Repair
from consultation.provisions.dates import damaged_dates
from consultation.provisions.references import damaged_numbers


def damage_in(rows: Iterable[Row]) -> Iterator[Repair]:
    """Proposed, never proven: what a number or date was can be read, not deduced."""
    for row in rows:
        found = [
            *((item.start, "document_number", item) for item in damaged_numbers(row.text)),
            *((item.start, "date", item) for item in damaged_dates(row.text)),
        ]
        for _start, kind, item in sorted(found, key=lambda entry: entry[0]):
            yield Repair(kind, row.line, item.found, item.proposed, proven=False)
