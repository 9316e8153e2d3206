"""Creating, publishing, holding back, withdrawing; meeting and decision."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from consultation import lifecycle, outcomes, periods
from consultation.enums import MeetingResult, ProvisionKind, Relation, Section, Stage, TextKind
from consultation.errors import Conflict, NotPermitted
from consultation.models import (
    AuditEvent,
    Consultation,
    OutboxMessage,
    ProvisionLink,
    SectionPublication,
)
from consultation.stages import stage_of
from consultation.text import freeze
from tests.factories.process import make_consultation, make_profile
from tests.factories.texts import make_blocks


@pytest.fixture
def reported_consultation(closed_consultation, cast, now):
    lifecycle.record_report(consultation=closed_consultation, by=cast.wang, at=now)
    return closed_consultation


def create(cast, now, **fields):
    defaults = {
        "slug": "lifts", "title": "加装电梯实施细则", "lead": cast.police,
        "decision_body": cast.office, "profile": make_profile(), "by": cast.min, "at": now,
    }  # fmt: skip
    return lifecycle.create_consultation(**defaults | fields)


def test_a_consultation_needs_a_lead(cast, now):
    with pytest.raises(lifecycle.UnableToCreate):
        create(cast, now, lead=None)
    assert not Consultation.objects.exists()


def test_an_address_is_given_once(cast, now):
    create(cast, now)
    with pytest.raises(lifecycle.UnableToCreate, match="lifts"):
        create(cast, now)


def test_the_lead_is_not_its_own_partner(cast, now):
    consultation = create(cast, now, joint=[cast.police, cast.education])
    assert list(consultation.joint.all()) == [cast.education]


def test_a_notice_needs_a_period(cast, now):
    consultation = create(cast, now)
    with pytest.raises(lifecycle.UnableToPublish):
        lifecycle.publish_section(
            consultation=consultation, section=Section.NOTICE, by=cast.wang, at=now
        )
    assert not SectionPublication.objects.exists()


def test_the_first_publication_is_kept(open_consultation, cast, now):
    publish = {"consultation": open_consultation, "section": Section.DRAFT, "by": cast.wang}
    lifecycle.publish_section(at=now, **publish)
    lifecycle.hold_section(
        consultation=open_consultation,
        section=Section.DRAFT,
        reason="附件有误",
        by=cast.sun,
        at=now,
    )
    row = SectionPublication.objects.get()
    assert (row.held_by, row.held_reason) == (cast.sun, "附件有误")
    lifecycle.publish_section(at=now + timedelta(days=1), **publish | {"by": cast.sun})
    row.refresh_from_db()
    assert (row.published_at, row.held_at) == (now, None)
    assert OutboxMessage.objects.filter(topic="search.refresh").count() == 3


def test_what_the_office_holds_back_only_the_office_shows(open_consultation, cast, now):
    section = {"consultation": open_consultation, "section": Section.DRAFT, "at": now}
    lifecycle.publish_section(by=cast.wang, **section)
    lifecycle.hold_section(reason="涉及个人信息", by=cast.sun, **section)
    for verb in (lifecycle.publish_section, lifecycle.restore_section):
        with pytest.raises(lifecycle.UnableToPublish, match="涉及个人信息"):
            verb(by=cast.wang, **section)
    lifecycle.restore_section(by=cast.sun, **section)
    lifecycle.hold_section(reason="排版有误", by=cast.wang, **section)
    lifecycle.restore_section(by=cast.wang, **section)
    with pytest.raises(Conflict):
        lifecycle.restore_section(by=cast.wang, **section)


def test_a_hold_outlives_the_account_of_the_officer(open_consultation, cast, now):
    section = {"consultation": open_consultation, "section": Section.DRAFT, "at": now}
    lifecycle.publish_section(by=cast.wang, **section)
    lifecycle.hold_section(reason="涉及个人信息", by=cast.sun, **section)
    cast.sun.is_active = False
    cast.sun.save()
    with pytest.raises(lifecycle.UnableToPublish, match="涉及个人信息"):
        lifecycle.restore_section(by=cast.wang, **section)


def test_a_notice_does_not_announce_a_period_that_has_begun(cast, now):
    consultation = create(cast, now)
    today = timezone.localdate(now)
    days = {"opens_on": today, "closes_on": today + timedelta(days=31)}
    periods.schedule(consultation=consultation, by=cast.min, at=now, **days)
    notice = {"consultation": consultation, "section": Section.NOTICE, "by": cast.wang}
    late = now + timedelta(days=2)
    with pytest.raises(lifecycle.UnableToPublish):
        lifecycle.publish_section(at=late, **notice)
    later = {day: at + timedelta(days=3) for day, at in days.items()}
    periods.schedule(consultation=consultation, by=cast.min, at=late, **later)
    lifecycle.publish_section(at=late, **notice)
    assert stage_of(Consultation.objects.get(), late) == Stage.SCHEDULED


def test_holding_back_needs_right_and_reason(open_consultation, cast, now):
    lifecycle.publish_section(
        consultation=open_consultation, section=Section.DRAFT, by=cast.wang, at=now
    )
    hold = {"consultation": open_consultation, "section": Section.DRAFT, "at": now}
    with pytest.raises(NotPermitted):
        lifecycle.hold_section(reason="有误", by=cast.qian, **hold)
    with pytest.raises(lifecycle.UnableToPublish):
        lifecycle.hold_section(reason=" ", by=cast.sun, **hold)
    lifecycle.hold_section(reason="有误", by=cast.sun, **hold)
    with pytest.raises(Conflict):
        lifecycle.hold_section(reason="有误", by=cast.sun, **hold)


def test_a_withdrawal_is_final_and_has_a_reason(open_consultation, cast, now):
    with pytest.raises(lifecycle.UnableToWithdraw):
        lifecycle.withdraw(consultation=open_consultation, reason="", by=cast.wang, at=now)
    lifecycle.withdraw(consultation=open_consultation, reason="上位法修改", by=cast.wang, at=now)
    consultation = Consultation.objects.get()
    assert stage_of(consultation, now) == Stage.WITHDRAWN
    with pytest.raises(lifecycle.UnableToWithdraw):
        lifecycle.withdraw(consultation=consultation, reason="再撤", by=cast.wang, at=now)


def test_only_the_first_report_counts(closed_consultation, cast, now):
    record = {"consultation": closed_consultation, "by": cast.wang, "at": now}
    assert lifecycle.record_report(**record)
    assert not lifecycle.record_report(**record)
    assert AuditEvent.objects.filter(verb="consultation.report").count() == 1


def test_a_meeting_has_a_date_or_a_reason(closed_consultation, cast, now):
    meeting = {
        "consultation": closed_consultation, "meeting": "常务会议", "by": cast.sun, "at": now,
        "result": MeetingResult.PASSED, "public_line": "会议审议通过。",
    }  # fmt: skip
    with pytest.raises(outcomes.UnableToRecord):
        outcomes.record_deliberation(**meeting)
    with pytest.raises(NotPermitted):
        outcomes.record_deliberation(**meeting | {"by": cast.wang, "held_on": date(2026, 1, 5)})
    deliberation = outcomes.record_deliberation(**meeting, undisclosed_reason="会议纪要未公开")
    outcomes.publish_deliberation(deliberation=deliberation, by=cast.sun, at=now)
    assert stage_of(Consultation.objects.get(), now) == Stage.DELIBERATED
    with pytest.raises(Conflict):
        outcomes.publish_deliberation(deliberation=deliberation, by=cast.sun, at=now)


def test_a_deferred_draft_is_not_deliberated(closed_consultation, cast, now):
    deliberation = outcomes.record_deliberation(
        consultation=closed_consultation, meeting="常务会议", held_on=date(2026, 1, 5),
        result=MeetingResult.DEFERRED, public_line="会议决定再议。", by=cast.sun, at=now,
    )  # fmt: skip
    outcomes.publish_deliberation(deliberation=deliberation, by=cast.sun, at=now)
    assert stage_of(Consultation.objects.get(), now) == Stage.CLOSED


def test_a_decision_comes_after_the_report(closed_consultation, cast, now):
    with pytest.raises(outcomes.UnableToRecord):
        record_decision(closed_consultation, cast, now)


def test_no_meeting_while_comments_are_open(open_consultation, cast, now):
    with pytest.raises(outcomes.UnableToRecord):
        outcomes.record_deliberation(
            consultation=open_consultation, meeting="常务会议", held_on=date(2026, 1, 5),
            result=MeetingResult.PASSED, public_line="会议审议通过。", by=cast.sun, at=now,
        )  # fmt: skip


def test_a_meeting_is_corrected_until_it_is_published(closed_consultation, cast, now):
    meeting = {
        "consultation": closed_consultation, "held_on": date(2026, 1, 5), "by": cast.sun,
        "result": MeetingResult.PASSED, "public_line": "会议审议通过。", "at": now,
    }  # fmt: skip
    outcomes.record_deliberation(meeting="第118次常务会议", **meeting)
    deliberation = outcomes.record_deliberation(meeting="第119次常务会议", **meeting)
    assert closed_consultation.deliberations.get().meeting == "第119次常务会议"
    outcomes.publish_deliberation(deliberation=deliberation, by=cast.sun, at=now)
    outcomes.record_deliberation(meeting="第120次常务会议", **meeting)
    assert closed_consultation.deliberations.count() == 2
    with pytest.raises(outcomes.UnableToRecord):
        outcomes.record_deliberation(
            meeting="明年的会议", **meeting | {"held_on": date(now.year + 1, 12, 31)}
        )


def test_a_decision_is_refused_with_what_is_missing(reported_consultation, cast, now):
    decision = record_decision(reported_consultation, cast, now)
    with pytest.raises(outcomes.UnableToDecide) as refused:
        outcomes.publish_decision(decision=decision, by=cast.sun, at=now)
    assert len(refused.value.missing) == 2


def test_a_whole_decision_is_published_once(reported_consultation, cast, now):
    draft = freeze(
        consultation=reported_consultation, kind=TextKind.DRAFT, title="草案",
        provisions=make_blocks("第一条", "第二条"), by=cast.wang, at=now,
    )  # fmt: skip
    text = freeze(
        consultation=reported_consultation, kind=TextKind.DECISION, title="决策",
        provisions=make_blocks("第一条"), by=cast.sun, at=now,
    )  # fmt: skip
    lifecycle.publish_section(
        consultation=reported_consultation, section=Section.INTERPRETATION, by=cast.wang, at=now
    )
    decision = record_decision(reported_consultation, cast, now, text=text)
    first, second = draft.provisions.filter(kind=ProvisionKind.ARTICLE).in_order()
    links = [
        {"origin": first, "target": text.provisions.first(), "relation": Relation.REVISED},
        {"origin": second, "relation": Relation.REMOVED},
    ]
    for link in links:
        with pytest.raises(outcomes.UnableToDecide):
            outcomes.publish_decision(decision=decision, by=cast.sun, at=now)
        ProvisionLink.objects.create(
            consultation=reported_consultation, confirmed_at=now, confirmed_by=cast.sun, **link
        )
    with pytest.raises(NotPermitted):
        outcomes.publish_decision(decision=decision, by=cast.wang, at=now)
    outcomes.publish_decision(decision=decision, by=cast.sun, at=now)
    assert stage_of(Consultation.objects.get(), now) == Stage.DECIDED
    with pytest.raises(Conflict):
        outcomes.publish_decision(decision=decision, by=cast.sun, at=now)


def record_decision(consultation, cast, now, **fields):
    return outcomes.record_decision(
        consultation=consultation, title="加装电梯实施细则", document_number="安政发〔2026〕9号",
        document_date=date(2026, 2, 1), issuer="安澜市人民政府", by=cast.sun, at=now, **fields,
    )  # fmt: skip


def test_the_office_of_another_hour_may_not(cast, now):
    consultation = make_consultation(lead=cast.police)
    before = now.replace(year=2019)
    with pytest.raises(NotPermitted):
        lifecycle.withdraw(consultation=consultation, reason="撤回", by=cast.sun, at=before)
