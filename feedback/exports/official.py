"""A report in the order of an official document (GB/T 9704), before it has a format.

Official Chinese, which is data and never an interface message.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from consultation.models import Consultation
from feedback.enums import Outcome
from feedback.models import Report
from feedback.opinions import Opinion, Opinions
from feedback.reports.figures import Figures
from feedback.reports.words import written

LIMIT = 2_000
"""Views that a document prints; the rest stands in its annex."""
NAMES = {
    Outcome.ADOPTED: "采纳",
    Outcome.ADOPTED_ELSEWHERE: "另行采纳",
    Outcome.PARTLY_ADOPTED: "部分采纳",
    Outcome.ALREADY_COVERED: "已有规定",
    Outcome.NOT_ADOPTED: "不予采纳",
    Outcome.DEFERRED: "留作研究",
    Outcome.NOTED: "表示支持或无修改要求",
    Outcome.OUT_OF_SCOPE: "不属于本事项",
}


@dataclass(frozen=True)
class Line:
    """`style` is "title", "one", "two", "three" (headings), "body" or "sign"."""

    style: str
    text: str


def document(report: Report) -> Iterator[Line]:
    """The lines of a report in their order; at most `LIMIT` views."""
    consultation = report.consultation
    yield Line("title", report.title)
    if report.version > 1:
        yield Line("body", f"本报告为第{report.version}版。更正说明：{report.correction_note}")
    yield from body(report.introduction)
    yield Line("one", "一、意见征集情况")
    yield from body(counted(cast(Figures, report.figures)))
    if report.figures["points"]:
        yield Line("one", "二、意见采纳情况")
        yield from body(report.summary)
        yield from views(consultation, report)
    promises = list(consultation.commitments.told_by(report).select_related("owner").order_by("pk"))
    if promises:
        yield Line("one", "三、后续工作" if report.figures["points"] else "二、后续工作")
        for number, promise in enumerate(promises, start=1):
            due = f"，{written(promise.due_on)}前完成" if promise.due_on else ""
            yield Line("three", f"{number}.{promise.text}（{promise.owner}{due}）。")
    yield from body(report.closing)
    if report.entries.count() > LIMIT:
        yield Line("body", "附件：全部要点及采纳情况")
    yield Line("sign", report.signed_as)
    if report.signed_on:
        yield Line("sign", written(report.signed_on))


def body(text: str) -> Iterator[Line]:
    for paragraph in text.splitlines():
        if paragraph.strip():
            yield Line("body", paragraph.strip())


def counted(numbers: Figures) -> str:
    """The numbers in one sentence each; for no comment at all a valid statement (R60)."""
    if not numbers["comments"]:
        return "征求意见期间未收到意见。"
    said = [f"{NAMES[Outcome(value)]}{n}个" for value, n in numbers["by_outcome"].items() if n]
    if numbers["unanswered"]:
        said.append(f"正在研究{numbers['unanswered']}个")
    text = (
        f"共收到{numbers['people']}人提出的{numbers['comments']}条意见，"
        f"归纳为{numbers['points']}个要点，其中{'、'.join(said)}。"
    )
    if numbers["late"]:
        text += f"另有{numbers['late']}条逾期收到，已阅读，不计入总数。"
    if numbers["withdrawn"]:
        text += f"另有{numbers['withdrawn']}条由本人撤回。"
    return text


def views(consultation: Consultation, report: Report) -> Iterator[Line]:
    """Views not adopted first, the most frequent of them first (R61)."""
    parts = {True: "（一）未采纳的意见", False: "（二）其他意见"}
    opinions = Opinions(consultation, report)
    current: bool | None = None
    for start in range(0, min(len(opinions), LIMIT), 100):
        for view in opinions[start : min(start + 100, LIMIT)]:
            is_declined = view.entry.outcome in Outcome.DECLINED
            if is_declined != current:
                current = is_declined
                yield Line("two", parts[is_declined])
            yield from viewed(view)


def viewed(view: Opinion) -> Iterator[Line]:
    entry = view.entry
    cited = f"（{entry.provisions}）" if entry.provisions else ""
    people = f"（{view.raised}人提出）" if view.raised > 1 else ""
    yield Line("three", f"{view.number}.{entry.text}{cited}{people}")
    answer = NAMES[Outcome(entry.outcome)]
    reason = "。".join(
        part.strip().rstrip("。") for part in entry.reason.splitlines() if part.strip()
    )
    yield Line("body", f"采纳情况：{answer}。" + (f"{reason}。" if reason else ""))
    if entry.legal_basis or entry.answered_by:
        basis = f"依据：{entry.legal_basis}。" if entry.legal_basis else ""
        by = f"答复单位：{entry.answered_by}。" if entry.answered_by else ""
        yield Line("body", basis + by)
