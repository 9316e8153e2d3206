"""A case for each act of the desk: at what stage, by whom, with which words."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from consultation.enums import MeetingResult, ProvisionKind, Section, Stage, TextKind
from consultation.models import Consultation, Decision, Deliberation, ProvisionLink
from consultation.text import freeze
from tests.factories.desks import make_pages
from tests.factories.process import make_consultation
from tests.factories.published import make_section, make_text
from tests.factories.texts import make_blocks

MEETING = {
    "meeting": "第119次常务会议", "held_on": "2026-01-05", "result": "passed",
    "public_line": "会议审议通过。",
}  # fmt: skip
DECISION = {
    "title": "加装电梯实施细则", "document_number": "安政发〔2026〕9号", "issuer": "安澜市人民政府",
    "document_date": "2026-02-01", "disclosure": "proactive",
}  # fmt: skip
REASON = {"reason": "上位法有修改"}


def day(shift):
    return f"{timezone.localdate() + timedelta(days=shift):%Y-%m-%d}"


def at_stage(stage, cast, now):
    """A matter of the police at `stage`, written as facts; publishing acts find what they need."""
    if stage == Stage.PREPARING:
        return make_consultation(lead=cast.police, by=cast.min)
    shift = 1 if stage in (Stage.OPEN, Stage.SUSPENDED) else -1
    matter = make_consultation(
        lead=cast.police, by=cast.min,
        opens_at=now - timedelta(days=40), closes_at=now + timedelta(days=9 * shift),
    )  # fmt: skip
    if stage == Stage.SUSPENDED:
        matter.suspensions.create(
            reason="核实", suspended_at=now - timedelta(days=1), suspended_by=cast.wang
        )
    if stage == Stage.REPORTED:
        before = now - timedelta(days=1)
        Consultation.objects.filter(pk=matter.pk).update(reported_at=before, reported_by=cast.wang)
    return Consultation.objects.get(pk=matter.pk)


def with_whole_decision(matter, cast, now):
    draft, text = (
        freeze(consultation=matter, kind=kind, title="细则", provisions=make_blocks("第一条"),
               by=cast.sun, at=now)
        for kind in (TextKind.DRAFT, TextKind.DECISION)
    )  # fmt: skip
    make_section(matter, Section.INTERPRETATION)
    ProvisionLink.objects.create(
        consultation=matter, relation="unchanged", confirmed_at=now, confirmed_by=cast.sun,
        origin=draft.provisions.filter(kind=ProvisionKind.ARTICLE)[0],
        target=text.provisions.filter(kind=ProvisionKind.ARTICLE)[0],
    )  # fmt: skip
    Decision.objects.create(
        consultation=matter, text=text, recorded_at=now, recorded_by=cast.sun,
        title="细则", document_number="安政发〔2026〕9号", issuer="市政府",
        document_date=now.date(),
    )  # fmt: skip


def with_recorded_meeting(matter, cast, now):
    Deliberation.objects.create(
        consultation=matter, meeting="常务会议", held_on=now.date(), result=MeetingResult.PASSED,
        public_line="会议审议通过。", recorded_at=now, recorded_by=cast.sun,
    )  # fmt: skip


def with_draft(matter, cast, now):
    make_text(matter, at=now)
    make_pages(matter, cast.min)


def with_pages(matter, cast, now):
    make_pages(matter, cast.min)


def with_texts(matter, cast, now):
    for kind in (TextKind.DRAFT, TextKind.DECISION):
        make_text(matter, at=now, kind=kind)


def with_section(matter, cast, now):
    make_section(matter, Section.BACKGROUND)


def with_held_section(matter, cast, now):
    make_section(matter, Section.BACKGROUND, held_at=now, held_by=cast.wang, held_reason="附件有误")


SECTION = {"section": "background"}
# name: stage, who may, who may not, what is sent, what must stand before, a stage too early or late
CASES = {
    "schedule": (Stage.PREPARING, "min wang", "zhao sun zhou",
                 {"opens_on": day(3), "closes_on": day(40)}, None, Stage.OPEN),
    "extend": (Stage.OPEN, "wang sun", "min qian zhou",
               {"closes_on": day(30)} | REASON, None, Stage.CLOSED),
    "suspend": (Stage.OPEN, "wang sun", "min qian zhou", REASON, None, Stage.CLOSED),
    "resume": (Stage.SUSPENDED, "wang sun", "min qian zhou", {}, None, Stage.OPEN),
    "round": (Stage.CLOSED, "wang", "min sun qian zhou",
              {"opens_on": day(1), "closes_on": day(40)} | REASON, None, Stage.REPORTED),
    "erratum": (Stage.OPEN, "min wang sun", "zhao qian zhou", REASON, with_draft, Stage.CLOSED),
    "meeting": (Stage.REPORTED, "sun", "min wang qian zhou", MEETING, None, Stage.OPEN),
    "publish-meeting": (Stage.REPORTED, "sun", "min wang qian zhou", {}, with_recorded_meeting,
                        Stage.OPEN),
    "decision": (Stage.REPORTED, "sun", "min wang qian zhou", DECISION, None, Stage.OPEN),
    "publish-decision": (Stage.REPORTED, "sun", "min wang qian zhou", {}, with_whole_decision,
                         Stage.OPEN),
    "links": (Stage.REPORTED, "min wang sun", "zhao qian zhou", {}, with_texts, None),
    "link": (Stage.REPORTED, "min wang sun", "zhao qian zhou", {"relation": "removed"},
             with_texts, None),
    "hold": (Stage.OPEN, "wang sun", "min qian zhou", SECTION | REASON, with_section, None),
    "restore": (Stage.OPEN, "wang sun", "min qian zhou", SECTION, with_held_section, None),
    "details": (Stage.OPEN, "wang", "min sun qian zhou",
                {"title": "新的标题", "document_type": "rule"}, with_pages, None),
    "withdraw": (Stage.OPEN, "wang sun", "min qian zhou", REASON, None, None),
}  # fmt: skip
ONCE = set(CASES) - {"schedule", "meeting", "decision", "links", "link"}


def url_of(name, matter):
    return reverse("desk:act", args=[matter.pk, name])


def newest_articles(matter, kind):
    version = matter.texts.filter(kind=kind).newest_first()[0]
    return list(version.provisions.filter(kind=ProvisionKind.ARTICLE).in_order())
