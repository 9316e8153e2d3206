"""A report as an office document in the form of GB/T 9704."""

from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from consultation import jobs
from consultation.models import Job
from feedback.exports.annex import finished
from feedback.exports.making import empty_file, published, steps
from feedback.exports.official import document

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONTS = {
    "title": ("方正小标宋简体", 22),
    "one": ("黑体", 16),
    "two": ("楷体_GB2312", 16),
    "three": ("仿宋_GB2312", 16),
    "body": ("仿宋_GB2312", 16),
    "sign": ("仿宋_GB2312", 16),
    "page": ("宋体", 14),
}
LINE = Pt(28)
PITCH = {"type": "linesAndChars", "linePitch": "560", "charSpace": "-848"}
"""The grid of 22 lines and 28 characters: twips, and 4096ths of a point beside 16 pt."""


def make(*, job: Job, at: datetime, report: int) -> jobs.Result:
    found = published(report)
    sheet = new_sheet()
    for line in steps(job, document(found)):
        paragraph = sheet.add_paragraph()
        write(paragraph, line.text, line.style)
        lay_out(paragraph, line.style)
    sheet.core_properties.title, sheet.core_properties.author = found.title[:255], found.signed_as
    sheet.core_properties.comments = ""
    file = empty_file()
    sheet.save(file)
    return finished(found, file, "docx", DOCX)


def new_sheet() -> Any:
    sheet = Document()
    section = sheet.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    for name, value in PITCH.items():
        grid.set(qn(f"w:{name}"), value)
    normal = sheet.styles["Normal"]
    normal.font.size = Pt(FONTS["body"][1])
    set_font(normal.element.get_or_add_rPr(), FONTS["body"][0])
    sheet.settings.odd_and_even_pages_header_footer = True
    number_pages(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    number_pages(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    return sheet


def set_font(properties: Any, name: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def write(paragraph: Any, text: str, style: str) -> Any:
    run = paragraph.add_run(text)
    name, size = FONTS[style]
    run.font.size = Pt(size)
    set_font(run._r.get_or_add_rPr(), name)
    return run


def lay_out(paragraph: Any, style: str) -> None:
    """28 pt a line; two characters of indent, the signature four from the right."""
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.space_before = form.space_after = Pt(0)
    if style == "title":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        form.line_spacing, form.space_after = Pt(35), LINE
    elif style == "sign":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        form.right_indent = Pt(16 * 4)
        form.keep_together = True
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        form.first_line_indent = Pt(16 * 2)
        form.keep_with_next = style in ("one", "two")


def number_pages(footer: Any, side: Any) -> None:
    """— 1 — in 14 pt, outside on both sides of a leaf."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Pt(14)
    write(paragraph, "— ", "page")
    run = write(paragraph, "", "page")
    for kind in ("begin", "text", "end"):
        part = OxmlElement("w:instrText" if kind == "text" else "w:fldChar")
        if kind == "text":
            part.text = "PAGE"
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)
    write(paragraph, " —", "page")
