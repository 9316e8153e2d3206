"""What stays together when a page is divided: a numbered run of provisions, or a single row."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from cms.importing.cues import RUN_CUES, Scores, score_row
from cms.importing.header import section_of_tab
from cms.importing.rows import Row, is_bare_heading, is_date, is_note, is_signer
from consultation.provisions.lines import Line
from consultation.provisions.numbering import Style

_MAIN = (Style.VOLUME, Style.CHAPTER, Style.SECTION, Style.ARTICLE, Style.COMMA, Style.BRACKET)
_PREAMBLE = re.compile(r"制定(?:本|如下|以下)|(?:意见|方案|措施|规定|通知|办法)如下[。:]$")
_PROMULGATION = re.compile(r"现予(?:公布|发布|印发)|现将.{0,60}印发|现印发")
_LEGAL = re.compile(r"(?:责任|牵头)单位|应当|不得|加强组织领导|本办法|本规定|施行")
_STRONG = {
    "notice": 3.0,
    "interpretation": 3.0,
    "background": 1.5,
    "feedback": 3.0,
    "deliberation": 3.0,
    "decision": 3.0,
    "comment_form": 1.0,
}


@dataclass
class Unit:
    """Rows that belong to one section. `marker` is the section that a tab name above them tells;
    `restarts` that their numbering begins again at one, `follows_end` that a signature or a note
    ends the text above.
    """

    rows: list[Row] = field(default_factory=list)
    labels: list[Row] = field(default_factory=list)
    scores: Scores = field(default_factory=dict)
    marker: str | None = None
    may_open: bool = True
    restarts: bool = False
    follows_end: bool = False

    @property
    def is_run(self) -> bool:
        """Whether it was opened as a run of provisions, scored as a whole."""
        return not self.scores

    @property
    def heads_decision(self) -> bool:
        """A number, an addressee, a promulgation: what a decision begins with."""
        return not self.labels and self.scores.get("decision", 0.0) >= _STRONG["decision"]

    @property
    def after_gap(self) -> bool:
        return self.rows[0].after_gap


def units_of(rows: list[Row], tab_names: dict[str, str]) -> list[Unit]:
    """The units in order. `tab_names` maps each tab's name to its section or itself."""
    units: list[Unit] = []
    run: list[Row] = []
    seen: set[Style] = set()
    anew: set[int] = set()

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
        if marker or _starts_anew(label, seen):
            preamble = [run.pop()] if run and _PREAMBLE.search(run[-1].plain) else []
            close()
            run.extend(preamble)
            anew.add(run[0].line if run else row.line)
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
    for index, (before, unit) in enumerate(pairwise(units)):
        last = before.rows[-1]
        unit.restarts = unit.rows[0].line in anew
        unit.follows_end = (is_note(last) or is_date(last)) and unit.may_open
        if any(
            _PROMULGATION.search(r.plain) for u in units[max(0, index - 4) : index] for r in u.rows
        ):
            unit.follows_end = False
    return units


def _starts_anew(label: Line, seen: set[Style]) -> bool:
    """Whether a label begins another text than the one whose styles have been seen."""
    if label.number != 1 or not label.is_whole or not seen:
        return False
    if label.style is Style.BRACKET or label.style not in _MAIN:
        return False
    worded = any(style.is_worded for style in seen)
    if label.style.is_worded:
        return label.style in seen or not worded
    return label.style in seen or worded or seen == {Style.BRACKET}


def _divide(rows: list[Row]) -> list[Unit]:
    """Single rows before the first label, the labelled run, single rows after the last.

    A row in between that speaks strongly for another section divides the run.
    """
    labelled = [i for i, row in enumerate(rows) if row.labelled.style in _MAIN]
    units: list[Unit] = []
    if not labelled:
        return _with_openings([_single(row) for row in rows])
    first, last = labelled[0], labelled[-1]
    if first and _PREAMBLE.search(rows[first - 1].plain):
        first -= 1
    for index, row in enumerate(rows):
        apart = row.labelled.style is None and index > first and _is_foreign(row)
        if index < first or index > last or apart:
            units.append(_single(row))
        elif index > first and units and units[-1].is_run:
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
    for before, unit in pairwise(units):
        row, previous = unit.rows[0], before.rows[-1]
        if is_signer(row) or is_date(row) or is_note(row) or is_bare_heading(previous):
            unit.may_open = False
    return units


def _single(row: Row) -> Unit:
    return Unit([row], scores=score_row(row))


def _is_foreign(row: Row) -> bool:
    scores = score_row(row)
    return any(scores[section] >= enough for section, enough in _STRONG.items())


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
    hits = scores["interpretation"] > 0 or scores["feedback"] > 2 or scores["notice"] > 2
    if hits and not worded:
        scores["draft"] -= 1.5
        scores["decision"] -= 1.5
    scores["comment_form"] = -6.0
    return scores
