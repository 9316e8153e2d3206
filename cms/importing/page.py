"""A whole page: everything needed to make the consultation, and everything that is doubtful."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from cms.importing import warnings as words
from cms.importing.contacts import PersonalContact, personal_contacts
from cms.importing.damage import damage_in
from cms.importing.days import days_in
from cms.importing.decision_text import ImportedDecision, parse_rows, read_decision
from cms.importing.draft_text import ImportedDraft, read_draft
from cms.importing.feedback_text import ImportedFeedback, read_feedback
from cms.importing.header import SECTIONS, Header, meta_value, read_header
from cms.importing.meeting_text import ImportedMeeting, read_meeting
from cms.importing.notice_text import ImportedNotice, read_notice
from cms.importing.period import Period, period_in
from cms.importing.reading import UnableToReadPage, read_lines
from cms.importing.rows import Row, rows_of
from cms.importing.sections import divide
from consultation.provisions.blocks import Repair

LEAST_EVIDENCE = 3.0
_ESSENTIAL = {"notice", "draft", "feedback", "decision"}


@dataclass(frozen=True)
class LocatedRepair:
    """A repair and the section in which it stands, with the words around it."""

    section: str
    repair: Repair
    context: str


@dataclass
class ImportedPage:
    """`sections` holds the rows of each section that has words, by key, in reading order."""

    title: str
    title_line: int
    lead: str
    sections: dict[str, list[Row]]
    notice: ImportedNotice = field(default_factory=ImportedNotice)
    period: Period = field(default_factory=Period)
    draft: ImportedDraft = field(default_factory=ImportedDraft)
    feedback: ImportedFeedback = field(default_factory=ImportedFeedback)
    meeting: ImportedMeeting = field(default_factory=ImportedMeeting)
    decision: ImportedDecision = field(default_factory=ImportedDecision)
    unknown: dict[str, list[Row]] = field(default_factory=dict)
    published_on: date | None = None
    repairs: list[LocatedRepair] = field(default_factory=list)
    contacts: list[PersonalContact] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def paragraphs(self, section: str) -> list[str]:
        """The words of a section, one string a line, as typed but for surrounding spaces."""
        return [row.text for row in self.sections.get(section, ())]


def read_page(data: bytes, *, lead: str = "") -> ImportedPage:
    """Read one flattened page. `lead` overrides the leading department named on it.

    Raises `UnableToReadPage`.
    """
    header, body = read_header(rows_of(read_lines(data)))
    divided = divide(body, header)
    sections = {key: divided.sections[key] for key in SECTIONS if key in divided.sections}
    if divided.score < LEAST_EVIDENCE or not _ESSENTIAL & set(sections):
        raise UnableToReadPage(_("No section of a consultation was found in the file."))
    year = _year(header, body)
    published_on = _published_on(header)
    notice = read_notice(sections.get("notice", []), published_on=published_on, year=year)
    lead = lead or _lead(header, notice, sections)
    page = ImportedPage(
        title=header.title or next(iter(notice.documents), ""),
        title_line=header.title_line,
        lead=lead,
        sections=sections,
        notice=notice,
        feedback=read_feedback(sections.get("feedback", []), lead),
        meeting=read_meeting(sections.get("deliberation", []), year=year),
        draft=read_draft(sections.get("draft", []), header.title),
        decision=read_decision(sections.get("decision", [])),
        unknown=divided.unknown,
        published_on=published_on,
    )
    page.period = _period(page, header, year)
    page.repairs = _repairs(page)
    page.contacts = [
        contact for key, rows in sections.items() for contact in personal_contacts(key, rows)
    ]
    page.warnings = words.of_page(page, header)
    return page


def _published_on(header: Header) -> date | None:
    text = meta_value(header.meta, "发布日期", "发布时间", "成文日期", "开始时间")
    days = days_in(text) if text else []
    return days[0].value if days else None


def _year(header: Header, rows: list[Row]) -> int | None:
    """The first year that a whole date on the page names, for days printed without one."""
    for row in [*header.meta, *rows]:
        for day in days_in(row.text):
            if day.value:
                return day.value.year
    return None


def _lead(header: Header, notice: ImportedNotice, sections: dict[str, list[Row]]) -> str:
    named = meta_value(
        header.meta, "承办单位", "起草单位", "征集单位", "征集部门", "牵头单位", "发布单位"
    )
    if notice.lead or named:
        return notice.lead or named
    if notice.signature.signed_by:
        return notice.signature.signed_by.split("、")[0]
    feedback = read_feedback(sections.get("feedback", []), "")
    if feedback.signed_by:
        return feedback.signed_by.split("、")[0]
    return words.lead_elsewhere(sections)


def _period(page: ImportedPage, header: Header, year: int | None) -> Period:
    """From the notice; what it leaves out from the site's own lines, then from the feedback."""
    period = page.notice.period
    meta = "\n".join(row.text for row in header.meta)
    year = period.closes_on.year if period.closes_on else year
    others = [
        period_in(text, published_on=page.published_on, year=year)
        for text in (meta, page.feedback.opening)
    ]
    for other in others:
        if other.closes_on and period.closes_on and other.closes_on != period.closes_on:
            continue
        period = Period(period.opens_on or other.opens_on, period.closes_on or other.closes_on)
    opens = period.opens_on or page.notice.signature.signed_on or page.published_on
    return Period(opens, period.closes_on)


def _repairs(page: ImportedPage) -> list[LocatedRepair]:
    """Every lost token of the page in the order of its lines."""
    found: list[LocatedRepair] = []
    parsed = {"draft": page.draft.text, "decision": page.decision.text}
    for key, rows in page.sections.items():
        text = parsed.get(key)
        if text is None and key in ("interpretation", "background"):
            text = parse_rows(rows)
        by_line = {row.line: row.text for row in rows}
        repairs = [*(text.repairs if text else ()), *damage_in(rows)]
        found += [LocatedRepair(key, r, by_line.get(r.line, "")[:300]) for r in repairs]
    return sorted(found, key=lambda located: located.repair.line)
