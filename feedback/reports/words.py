"""The report's own words: official Chinese, which is data and never an interface message."""

from collections.abc import Iterable
from datetime import date
from typing import cast

from django.utils import timezone

from consultation import calendar
from consultation.enums import Channel, ProvisionKind
from consultation.models import Consultation, Provision
from feedback.models import Report
from feedback.reports.figures import Figures

CHANNELS = {
    Channel.WEB: "网上提交",
    Channel.EMAIL: "电子邮件",
    Channel.LETTER: "信函",
    Channel.PHONE: "电话",
}
SUMMARY = "{征集情况}"
DRAFT_SUFFIXES = ("（征求意见稿）", "(征求意见稿)", "（草案）", "(草案)")


def default_title(consultation: Consultation) -> str:
    name = consultation.title
    for suffix in DRAFT_SUFFIXES:
        name = name.removesuffix(suffix)
    name = name if name.startswith("《") else f"《{name[:230]}》"
    return f"{name}公众意见采纳情况反馈"


def filled(text: str, consultation: Consultation, numbers: Figures) -> str:
    """The text with its blanks filled from the counted numbers: {征集情况} {征集时间} {征集渠道}
    {人数} {意见数} {要点数}. Anything else in braces stays as typed.
    """
    if "{" not in text:
        return text
    blanks = {
        SUMMARY: summary(consultation, numbers),
        "{征集时间}": periods(consultation),
        "{征集渠道}": channels(consultation),
        "{人数}": str(numbers["people"]),
        "{意见数}": str(numbers["comments"]),
        "{要点数}": str(numbers["points"]),
    }
    for blank, words in blanks.items():
        text = text.replace(blank, words)
    return text


def unfilled(report: Report) -> str:
    """The introduction with its summary made a blank again, for a version with other numbers."""
    if not report.figures:
        return report.introduction
    numbers = cast(Figures, report.figures)
    return report.introduction.replace(summary(report.consultation, numbers), SUMMARY)


def summary(consultation: Consultation, numbers: Figures) -> str:
    """The opening sentence; for no comment at all a valid statement of its own (R60)."""
    opening = f"{consultation.lead.name}于{periods(consultation)}就《{bare(consultation)}》"
    opening += f"通过{channels(consultation)}向社会公开征求意见。"
    if not numbers["comments"]:
        return f"{opening}征求意见期间，未收到意见。"
    return (
        f"{opening}征求意见期间，共收到{numbers['people']}人提出的{numbers['comments']}条意见，"
        f"归纳为{numbers['points']}个要点。经研究，答复如下。"
    )


def bare(consultation: Consultation) -> str:
    return consultation.title.removeprefix("《").replace("》", "")


def periods(consultation: Consultation) -> str:
    """All rounds with their first and last day, both included."""
    rounds = consultation.periods.order_by("number")
    return "、".join(
        f"{written(timezone.localdate(period.opens_at))}至"
        f"{written(calendar.last_day(period.closes_at))}"
        for period in rounds
    )


def written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def channels(consultation: Consultation) -> str:
    open_channels = [
        (Channel.WEB, True),
        (Channel.EMAIL, bool(consultation.email)),
        (Channel.LETTER, bool(consultation.postal_address)),
        (Channel.PHONE, bool(consultation.phone)),
    ]
    return "、".join(CHANNELS[channel] for channel, is_open in open_channels if is_open)


def citation(provision: Provision) -> str:
    """How an official text names a provision: 第（四）条第2项, 第十二条, 第一部分."""
    label = provision.label.strip(" 、.．,，")
    if label.startswith("第"):
        return label
    if provision.kind == ProvisionKind.ARTICLE and label:
        return f"第{label}条"
    if provision.kind == ProvisionKind.PART and label:
        return f"第{label}部分"
    above = citation(provision.parent) if provision.parent else ""
    if provision.kind == ProvisionKind.ITEM and label:
        return f"{above}第{label}项"
    return above + (f"“{provision.heading}”" if provision.heading else "")


def citations(provisions: Iterable[Provision], limit: int = 300) -> str:
    """The citations in the text's order, cut with 等 where the column ends."""
    found = list(
        dict.fromkeys(citation(one) for one in sorted(provisions, key=lambda one: one.position))
    )
    line = "、".join(found)
    while len(line) > limit:
        found.pop()
        line = "、".join(found) + "等"
    return line
