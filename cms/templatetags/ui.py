"""Words and marks for the templates; a builtin of the template engine.

Tags: `government_tags`, `when` (an instant as <time>), `day_of` (a date as <time>), `spine`
(today as on a book's spine), `bar` (pieces of a stacked bar as SVG coordinates), `ruler` (a
period, one tick a day), `outcome_class`. Filters: `sensebreaks` (where a title may break),
`fullwidth` (ASCII punctuation between Han characters), `in_words` (a small count in a
sentence), `short_name` (of a section), `stage_mark` (the class of a state's shape), `strokes` (the
ticks of a ruler as a path). Components are includes in templates/components/, each naming its
variables at its top.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from cms import government, sections
from consultation.enums import ProvisionKind, Section, Stage
from feedback.enums import Outcome

register = template.Library()

NUMERALS = "〇一二三四五六七八九"
FULL = str.maketrans({",": "，", ":": "：", ";": "；", "(": "（", ")": "）", "?": "？", "!": "！"})
HAN = r"[\u3400-\u9fff〇“”《》〔〕、。，；：（）]"
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
VERBS_OF_TITLES = "促进|推进|加强|深化|完善|规范|保障|加快"
PIECE = re.compile(
    rf"(?<=[和、》])|(?<=(?<!参)与)|(?=[（《])|(?<=关于)|(?<=进一步(?:{VERBS_OF_TITLES}))"
    rf"|(?<!进一步)(?=(?:{VERBS_OF_TITLES}).{{4}})"
    r"|(?=(?:管理|实施)(?:办法|细则|方案|规定|条例|意见))|(?=公众意见采纳)"
)
MARKS = {
    Stage.OPEN: "open", Stage.SCHEDULED: "soon", Stage.PREPARING: "soon", Stage.CLOSED: "study",
    Stage.REPORTED: "done", Stage.DELIBERATED: "done", Stage.DECIDED: "done",
    Stage.SUSPENDED: "stopped", Stage.WITHDRAWN: "stopped",
}  # fmt: skip
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
CLASSES = {
    Outcome.ADOPTED: "adopted", Outcome.ADOPTED_ELSEWHERE: "elsewhere",
    Outcome.PARTLY_ADOPTED: "partly", Outcome.ALREADY_COVERED: "covered",
    Outcome.NOT_ADOPTED: "not", Outcome.DEFERRED: "deferred", Outcome.NOTED: "noted",
    Outcome.OUT_OF_SCOPE: "outside",
}  # fmt: skip
FILLS = {
    Outcome.ADOPTED: "f-zhu", Outcome.ADOPTED_ELSEWHERE: "h-zhu", Outcome.PARTLY_ADOPTED: "v-zhu",
    Outcome.ALREADY_COVERED: "d-ink", Outcome.NOT_ADOPTED: "f-ink", Outcome.DEFERRED: "h-ink",
    Outcome.NOTED: "n-ink", Outcome.OUT_OF_SCOPE: "f-out",
}  # fmt: skip
SHORT = {Section.FEEDBACK: _("Feedback report")}


@register.simple_tag(takes_context=True)
def government_tags(context: Context) -> SafeString:
    """The head tags of a government site, from `tags`: a column and perhaps an article.

    Without `tags` a page that stands in a section of a matter is an article of that section.
    """
    column, article = context.get("tags") or (government.CONSULTATIONS, None)
    if article is None and "section" in context and "consultation" in context:
        article = sections.article(context["consultation"], context["section"])
    pairs = government.tags(context["identity"], column, article)
    lines = (f'<meta name="{name}" content="{escape(words)}">' for name, words in pairs)
    return mark_safe("\n  ".join(lines))  # noqa: S308 — the names are ours


@register.simple_tag
def when(instant: datetime | None, *, clock: bool = True) -> SafeString:
    """An instant in the site's zone; with `clock` to the minute."""
    if instant is None:
        return SafeString("")
    local = timezone.localtime(instant)
    words = date_format(local, "DATE_FORMAT")
    if clock:
        words = f"{words} {local:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


@register.simple_tag
def day_of(value: date | None, today: Any = None) -> SafeString:
    """A date; without its year when `today` (a date or an instant) lies in the same one."""
    if value is None:
        return SafeString("")
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    if isinstance(today, datetime):
        today = timezone.localdate(today)
    is_near = today is not None and value.year == today.year
    return day_in(value, is_near, get_language())


@lru_cache(maxsize=4096)
def day_in(value: date, is_near: bool, _language: str | None) -> SafeString:
    """A day in the present language; a list of fifty shows few different ones."""
    words = date_format(value, pgettext("day of this year", "F j") if is_near else "DATE_FORMAT")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


@register.simple_tag
def last_day(closes_at: datetime | None, today: Any = None) -> SafeString:
    """The last day on which comments are taken."""
    return day_of(closes_at - timedelta(microseconds=1), today) if closes_at else SafeString("")


@register.simple_tag
def spine(today: date) -> SafeString:
    """Today as a book's spine writes it: 二〇二六年十一月二十四日 星期二."""
    weekday = date_format(today, "l")
    if get_language() == "en":
        words = date_format(today, "j F Y")
    else:
        year = "".join(NUMERALS[int(digit)] for digit in str(today.year))
        words = f"{year}年{counted(today.month)}月{counted(today.day)}日"
    return format_html('<time datetime="{}">{} <br>{}</time>', today.isoformat(), words, weekday)


def counted(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{NUMERALS[tens]}十")
    return head + (NUMERALS[ones] if ones else "")


@register.filter
def in_words(number: int) -> str:
    """A small count as a sentence says it: 三件事, 两件事; digits in English and above ten."""
    if get_language() == "en" or not 0 < number <= 10:
        return str(number)
    return "两" if number == 2 else counted(number)


@register.simple_tag
def bar(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Pieces of a bar 690 wide for rows with `value` and `count`; empty rows take no room."""
    total = sum(row.count for row in rows)
    pieces, left = [], 0.0
    for row in rows:
        if row.count:
            width = 690 * row.count / total
            pieces.append(
                {
                    "fill": FILLS[Outcome(row.value)], "x": f"{left:.1f}", "width": f"{width:.1f}",
                    "middle": f"{left + width / 2:.1f}", "count": row.count,
                }
            )  # fmt: skip
            left += width
    return pieces


@register.simple_tag
def ruler(opens_at: datetime, closes_at: datetime, at: datetime) -> list[dict[str, Any]]:
    """Ticks of a period 600 wide, one a day; `past` until today."""
    days = max(1, round((closes_at - opens_at) / timedelta(days=1)))
    return [
        {
            "x": f"{600 * day / days:.1f}",
            "top": 4 if day in (0, days) else 11,
            "past": opens_at + timedelta(days=day) <= at,
        }
        for day in range(days + 1)
    ]


@register.filter
def strokes(ticks: Sequence[Any], past: bool) -> str:
    """The past or the coming ticks of a ruler as one path: a month is two elements, not thirty."""
    return "".join(f"M{tick['x']} {tick['top']}V19" for tick in ticks if tick["past"] == past)


@register.filter
def outcome_class(value: str) -> str:
    return CLASSES.get(value, "noted")  # type: ignore[call-overload]


@register.filter
def outcome_fill(value: str) -> str:
    return FILLS[Outcome(value)]


@register.filter
def outcome_label(value: str) -> str:
    return str(Outcome(value).label) if value in Outcome.values else ""


@register.filter
def stage_mark(stage: str) -> str:
    return MARKS[Stage(stage)]


@register.filter
def short_name(section: str) -> str:
    """A section's name where room is short."""
    return str(SHORT.get(Section(section), Section(section).label))


@register.filter
def fullwidth(text: str) -> str:
    """ASCII punctuation beside Han characters as full width; the source stays as it is."""
    return re.sub(
        rf"(?<={HAN})[,:;()?!]|[,:;()?!](?={HAN})",
        lambda found: found[0].translate(FULL),
        str(text),
    )


@register.filter
def fullwidth_html(markup: str) -> SafeString:
    """The same for safe markup; an e-mail address may break where a reader sees its parts."""
    pieces = re.split(r"(<[^>]*>)", fullwidth(markup))
    broken = [
        piece if piece.startswith("<") else ADDRESS.sub(with_breaks, piece) for piece in pieces
    ]
    return mark_safe("".join(broken))  # noqa: S308 — the markup is the editor's, cleaned


def with_breaks(found: re.Match[str]) -> str:
    return re.sub(r"([@.])", r"\1<wbr>", found[0])


@register.filter
def sensebreaks(title: str) -> SafeString:
    """A title with <wbr> where it may break by sense; too long a run breaks by itself."""
    pieces = [piece for piece in PIECE.split(fullwidth(title)) if piece]
    joined: list[str] = []
    for piece in pieces:
        if joined and len(joined[-1]) + len(piece) <= 7:
            joined[-1] += piece
        else:
            joined.append(piece)
    return mark_safe("<wbr>".join(conditional_escape(piece) for piece in joined))  # noqa: S308


@register.filter
def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in str(text).splitlines() if line.strip()]


@register.filter
def straight(text: str) -> str:
    """Without what turns the direction of reading, for a title in which nothing can isolate it."""
    return TURNS.sub("", str(text))


@register.filter
def names(departments: Any) -> str:
    """Departments in one line, as the language joins them."""
    return gettext(", ").join(str(department) for department in departments)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """The value of a mapping under a key that is itself a variable."""
    return (mapping or {}).get(key)


@register.filter
def pages_around(paginator: Any, number: int) -> Any:
    """The neighbours' numbers, the first and the last, with a mark where some are left out."""
    return paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)


@register.filter
def relation_class(value: str) -> str:
    return {"added": "new", "unchanged": "same", "promoted": "moved"}.get(value, value)


@register.filter
def heading_line(node: Any) -> str:
    """A heading in one line: 一、总则 runs on, 第一章 总则 keeps its distance."""
    distance = "　" if node.label.endswith(("章", "节", "编")) else ""
    return f"{node.label}{distance}{fullwidth(node.heading)}"


@register.filter
def provision_kind(value: str) -> str:
    return str(ProvisionKind(value).label)
