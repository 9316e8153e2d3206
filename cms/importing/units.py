"""What stays together when a page is divided: a numbered run of provisions, or a single row."""

import re
from dataclasses import dataclass, field

from cms.importing.cues import RUN_CUES, Scores, score_row
from cms.importing.header import section_of_tab
from cms.importing.rows import Row, is_bare_heading, is_date, is_note, is_signer
from consultation.provisions.numbering import Style

_MAIN = (Style.VOLUME, Style.CHAPTER, Style.SECTION, Style.ARTICLE, Style.COMMA, Style.BRACKET)
_LEGAL = re.compile(r"(?:责任|牵头)单位|应当|不得|加强组织领导|本办法|本规定|施行")
_STRONG = 3.0


@dataclass
class Unit:
    """Rows that belong to one section. `marker` is the section that a tab name above them tells."""

    rows: list[Row] = field(default_factory=list)
    labels: list[Row] = field(default_factory=list)
    scores: Scores = field(default_factory=dict)
    marker: str | None = None
    may_open: bool = True

    @property
    def after_gap(self) -> bool:
        return self.rows[0].after_gap


def units_of(rows: list[Row], tab_names: dict[str, str]) -> list[Unit]:
    """The units in order. `tab_names` maps each tab's name to its section or itself."""
    units: list[Unit] = []
    run: list[Row] = []
    seen: set[Style] = set()

    def close() -> None:
        units.extend(_divide(run))
        run.clear()
        seen.clear()

    marker: str | None = None
    for row in rows:
        name = row.text.strip("【】[]■◆●•· ")
        if name in tab_names or (not tab_names and section_of_tab(name)):
            close()
            marker = tab_names.get(name) or section_of_tab(name)
            continue
        label = row.labelled
        opens = label.number == 1 and label.is_whole and label.style in seen
        if (
            marker
            or (opens and label.style is not Style.BRACKET and label.style in _MAIN)
            or (label.style is Style.COMMA and seen == {Style.BRACKET} and label.number == 1)
        ):
            close()
        first_unit = len(units)
        run.append(row)
        if label.style in _MAIN:
            seen.add(label.style)
        if marker:
            units.append(_single(row))
            run.clear()
            units[first_unit].marker = marker
            marker = None
    close()
    return units


def _divide(rows: list[Row]) -> list[Unit]:
    """Single rows before the first label, the labelled run, single rows after the last.

    A row in between that speaks strongly for another section divides the run.
    """
    labelled = [i for i, row in enumerate(rows) if row.labelled.style in _MAIN]
    units: list[Unit] = []
    if not labelled:
        return _with_openings([_single(row) for row in rows])
    first, last = labelled[0], labelled[-1]
    for index, row in enumerate(rows):
        if index < first or index > last or (row.labelled.style is None and _is_foreign(row)):
            units.append(_single(row))
        elif index > first and units and units[-1].labels:
            units[-1].rows.append(row)
            if row.labelled.style in _MAIN:
                units[-1].labels.append(row)
        else:
            units.append(Unit([row], [row] if row.labelled.style in _MAIN else []))
    for unit in units:
        if not unit.scores:
            unit.scores = score_run(unit)
    return _with_openings(units)


def _with_openings(units: list[Unit]) -> list[Unit]:
    for before, unit in zip(units, units[1:], strict=False):
        row, previous = unit.rows[0], before.rows[-1]
        if is_signer(row) or is_date(row) or is_note(row) or is_bare_heading(previous):
            unit.may_open = False
    return units


def _single(row: Row) -> Unit:
    return Unit([row], scores=score_row(row))


def _is_foreign(row: Row) -> bool:
    scores = score_row(row)
    others = ("notice", "interpretation", "feedback", "deliberation", "decision", "comment_form")
    return max(scores.get(section, 0.0) for section in others) >= _STRONG


def score_run(unit: Unit) -> Scores:
    """What a numbered run speaks for: provisions for draft and decision, headings for the rest."""
    count = len(unit.labels)
    duties = sum(bool(_LEGAL.search(row.plain)) for row in unit.rows)
    worded = any(row.labelled.style is Style.ARTICLE for row in unit.labels)
    legal = min(4.0, 0.5 * count) + min(4.0, duties) + (3.0 if worded else 0.0)
    scores: Scores = {"draft": legal, "decision": legal}
    for section in ("notice", "interpretation", "background", "feedback", "deliberation"):
        headings = [row.labelled.rest.strip() for row in unit.labels if len(row.text) < 40]
        hits = sum(bool(RUN_CUES[section].search(h)) for h in headings)
        words = [max(0.0, score_row(row).get(section, 0.0)) for row in unit.rows]
        weight = 1.0 if section in ("notice", "feedback") else 0.4
        scores[section] = -2.0 + 2.2 * hits + min(6.0, weight * sum(words))
    if worded:
        for section in ("notice", "interpretation", "background", "feedback"):
            scores[section] -= 6.0
    scores["comment_form"] = -6.0
    return scores
