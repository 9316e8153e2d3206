"""A matter lived through the product's own verbs up to its published decision."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from cms import publishing
from cms.models import DecisionPage
from consultation import links, outcomes
from consultation.enums import MeetingResult, TextKind
from consultation.models import Consultation, ProvisionLink
from feedback import reports
from tests.factories import pages
from tests.factories.feedback import make_comment, make_point, sign

DECIDED = """一、总体要求
（一）放宽落户条件。在城镇租房居住满一年的，可以落户。（责任单位：市公安局）
1.本人及共同居住的家属。
（二）增加社区食堂。每个社区至少一处。
（三）公布办理结果。十个工作日内公布。"""


def make_closed_matter(cast: Any, at: datetime, *, comments: int = 3) -> SimpleNamespace:
    """Closed yesterday, every comment weighed as one signed point."""
    matter = pages.make_matter(lead=cast.police, by=cast.min)
    pages.give_period(matter.consultation, by=cast.wang, at=at, opens=-33, days=32)
    pages.publish_all(matter, by=cast.wang, at=at - timedelta(days=34))
    draft = matter.consultation.texts.get(kind=TextKind.DRAFT)
    article = draft.provisions.get(anchor="p1")
    for number in range(comments):
        point = make_point(
            make_comment(matter.consultation), by=cast.min, at=at,
            text=f"请写明第{number}种情形", provisions=[article],
        )  # fmt: skip
        sign(
            point, "adopted" if number % 2 else "not_adopted",
            by=cast.min, signer=cast.wang, at=at,
        )  # fmt: skip
    return matter


def report(matter: SimpleNamespace, cast: Any, at: datetime) -> None:
    drafted = reports.draft_report(
        consultation=matter.consultation, signed_on=timezone.localdate(at), by=cast.min, at=at
    )
    reports.publish_report(report=drafted, revision=1, by=cast.wang, at=at)


def decide(matter: SimpleNamespace, cast: Any, at: datetime) -> None:
    """Meeting, decision text, confirmed links, published decision."""
    consultation = Consultation.objects.get(pk=matter.consultation.pk)
    meeting = outcomes.record_deliberation(
        consultation=consultation, meeting="市政府常务会议", meeting_number=119,
        result=MeetingResult.PASSED, public_line="审议通过。", held_on=timezone.localdate(at),
        by=cast.sun, at=at,
    )  # fmt: skip
    outcomes.publish_deliberation(deliberation=meeting, by=cast.sun, at=at)
    page = publishing.add_section(
        type(matter.page).objects.get(pk=matter.page.pk), DecisionPage, by=cast.min
    )
    pages.write(page, DECIDED, by=cast.min)
    pages.publish_newest(page, by=cast.wang, at=at)
    links.propose(consultation=consultation, by=cast.min, at=at)
    waiting = ProvisionLink.objects.filter(consultation=consultation, confirmed_at=None)
    links.confirm(links=list(waiting), by=cast.wang, at=at)
    decision = outcomes.record_decision(
        consultation=Consultation.objects.get(pk=consultation.pk),
        text=consultation.texts.get(kind=TextKind.DECISION),
        title="关于深化户籍制度改革的意见", document_number="某政发〔2026〕9号",
        document_date=date(2026, 1, 1), issuer="某市人民政府", by=cast.sun, at=at,
    )  # fmt: skip
    outcomes.publish_decision(decision=decision, by=cast.sun, at=at)


def make_decided_matter(cast: Any, at: datetime, *, comments: int = 3) -> SimpleNamespace:
    matter = make_closed_matter(cast, at, comments=comments)
    report(matter, cast, at)
    decide(matter, cast, at)
    matter.consultation = Consultation.objects.get(pk=matter.consultation.pk)
    return matter
