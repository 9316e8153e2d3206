"""Rows by the number, to fill a list; a world is what tests/test_constant_queries.py makes."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from consultation.enums import ProvisionKind, Relation, Role, Section
from consultation.models import (
    AuditEvent,
    CalendarDay,
    Consultation,
    Department,
    DepartmentAlias,
    Job,
    Membership,
    OutboxMessage,
    ProcedureProfile,
    Provision,
    ProvisionLink,
    Repair,
    SectionPublication,
    TextVersion,
)
from feedback import reports
from feedback.enums import Outcome, ReferralState, Visibility, WorkState
from feedback.models import (
    Comment,
    CommentGroup,
    Commitment,
    Finding,
    GroupMember,
    Point,
    Referral,
    Report,
    ReportEntry,
)
from feedback.reports.entries import Tally
from search.refresh import refresh
from tests.factories.process import LONG_AGO, make_consultation, make_profile, make_user
from tests.factories.published import make_section, make_text
from tests.factories.queues import counted

DAY = timedelta(days=1)


def add_matters(world: Any, numbers: range) -> None:
    """Matters of several stages; the first ninety with words that are found."""
    by, now = world.cast.sun, world.now
    for number in numbers:
        lead = (world.cast.police, world.cast.education)[number % 2]
        closes_at = now - (number + 1) * DAY + number % 3 * DAY
        dates = {"opens_at": now - (40 + number) * DAY, "closes_at": closes_at}
        if number % 3 == 0:
            dates = {}
        acts = {"reported_at": now, "reported_by": by} if number % 4 == 1 else {}
        matter = make_consultation(lead=lead, by=world.cast.min, topic=f"主题{number % 9}", **dates)
        Consultation.objects.filter(pk=matter.pk).update(**acts)
        if dates and number < 90:
            make_section(matter, Section.NOTICE)
            make_section(matter, Section.DRAFT)
            make_text(matter, at=now)
            refresh(at=now, consultation=matter.pk)


def add_sections(world: Any, numbers: range) -> None:
    """There are eight sections, no more."""
    for section in Section.values[1 : len(numbers) + 1]:
        make_section_once(world, section)


def make_section_once(world: Any, section: str) -> None:
    published = {"published_at": world.now - DAY, "published_by": world.cast.wang}
    SectionPublication.objects.get_or_create(
        consultation=world.matter, section=section, defaults=published
    )


def add_comments(world: Any, numbers: range) -> list[Comment]:
    return Comment.objects.bulk_create(
        Comment(
            consultation=world.matter, period=world.matter.current_period, channel="web",
            receipt_number=f"Q{number:08}", received_at=world.now - 20 * DAY, title=f"意见{number}",
            body="请写明需要哪些材料。",
        )
        for number in numbers
    )  # fmt: skip


def add_shown(world: Any, numbers: range) -> None:
    """Comments that everybody may read, each naming an article."""
    Consultation.objects.filter(pk=world.matter.pk).update(shows_comments=True)
    made = add_comments(world, numbers)
    Comment.objects.filter(pk__in=[one.pk for one in made]).update(
        visibility=Visibility.PUBLISHED, masked_title="遮盖后的标题", masked_body="遮盖后的话。",
        confirmed_at=world.now, confirmed_by=world.cast.min,
    )  # fmt: skip
    through = Comment.provisions.through
    through.objects.bulk_create(through(comment=one, provision=world.article) for one in made)


def add_points(world: Any, numbers: range, **fields: Any) -> list[Point]:
    """One to a comment, each citing an article and assigned to somebody."""
    given = {"created_at": world.now, "created_by": world.cast.min, "assigned_to": world.cast.min}
    made = Point.objects.bulk_create(
        Point(comment=one, number=1, text=f"要点{one.pk}", **given | fields)
        for one in add_comments(world, numbers)
    )
    through = Point.provisions.through
    through.objects.bulk_create(through(point=point, provision=world.article) for point in made)
    return made


def answered(world: Any) -> dict[str, Any]:
    return {
        "outcome": Outcome.NOT_ADOPTED, "reason": "学位按常住人口配置。", "decided_at": world.now,
        "decided_by": world.cast.min, "submitted_at": world.now, "submitted_by": world.cast.min,
        "answered_by": world.cast.police,
    }  # fmt: skip


def add_unsigned(world: Any, numbers: range) -> None:
    add_points(world, numbers, state=WorkState.IN_REVIEW, **answered(world))


def add_signed(world: Any, numbers: range) -> list[Point]:
    signed = {"approved_at": world.now, "approved_by": world.cast.wang}
    return add_points(world, numbers, state=WorkState.APPROVED, **answered(world), **signed)


def add_preview(world: Any, numbers: range) -> None:
    """Signed points, and a draft that will print them."""
    add_signed(world, numbers)
    Report.objects.get_or_create(
        consultation=world.matter, defaults={"drafted_at": world.now, "drafted_by": world.cast.min}
    )


def add_entries(world: Any, numbers: range) -> None:
    """Entries of the one published report."""
    points, published = add_signed(world, numbers), {"published_by": world.cast.wang}
    report, _made = Report.objects.get_or_create(
        consultation=world.matter,
        defaults=published | {
            "published_at": world.now, "drafted_at": world.now, "drafted_by": world.cast.min,
            "digest": "0" * 64, "figures": reports.figures(world.matter),
        },
    )  # fmt: skip
    Consultation.objects.filter(pk=world.matter.pk).update(
        reported_at=world.now, reported_by=world.cast.wang
    )
    make_section_once(world, Section.FEEDBACK)
    ReportEntry.objects.bulk_create(
        ReportEntry(
            report=report, point=point, position=point.pk, text=point.text, reason=point.reason,
            outcome=point.outcome, provisions="（一）", answered_by="市公安局",
        )
        for point in points
    )  # fmt: skip
    entries = list(report.entries.order_by("position"))
    tally = Tally()
    for entry in entries:
        tally.number(entry)
    report.tally = tally.result()
    report.save(update_fields=["tally"])
    ReportEntry.objects.bulk_update(entries, ["opinion"])


def add_referrals(world: Any, numbers: range) -> None:
    """Every third answered, the others waiting."""
    told = {"answered_at": world.now, "answered_by": world.cast.zhao, "answer": "学位不够。"}
    Referral.objects.bulk_create(
        Referral(
            point=point, department=world.cast.education, question="学位够吗？",
            due_on=world.now.date(), asked_at=world.now, asked_by=world.cast.min,
            **({"state": ReferralState.ANSWERED} | told if point.pk % 3 == 0 else {}),
        )
        for point in add_points(world, numbers, state=WorkState.REFERRED)
    )  # fmt: skip


def add_groups(world: Any, numbers: range) -> None:
    """Three comments to a group, the first group growing with the others."""
    made = add_comments(world, range(3 * numbers.start, 3 * numbers.stop))
    asked = {"proposed_at": world.now, "proposed_by": world.cast.min}
    CommentGroup.objects.bulk_create(
        CommentGroup(consultation=world.matter, number=number + 1, text="请写明材料。", **asked)
        for number in numbers
    )
    groups = list(world.matter.groups.order_by("number"))
    world.group = groups[0]
    GroupMember.objects.bulk_create(
        GroupMember(
            group=groups[0] if place % 3 else groups[numbers.start + place // 3], comment=comment,
            added=["另请公布。"] if place % 2 else [], joined_at=world.now,
        )
        for place, comment in enumerate(made)
    )  # fmt: skip
    counted(world.matter)


def add_jobs(world: Any, numbers: range) -> None:
    ended = {"finished_at": world.now, "file": "jobs/a.xlsx", "file_name": "a.xlsx"}
    Job.objects.bulk_create(
        Job(
            kind="report.xlsx", title=f"导出{number}", consultation=world.matter, total=number,
            asked_at=world.now, asked_by=world.cast.min, **(ended if number % 2 else {}),
        )
        for number in numbers
    )  # fmt: skip


def add_promises(world: Any, numbers: range) -> None:
    kept = {"fulfilled_at": world.now, "fulfilled_by": world.cast.min, "fulfilment": "已经公布。"}
    Commitment.objects.bulk_create(
        Commitment(
            consultation=world.matter, text=f"公布清单{number}", owner=world.cast.police,
            due_on=world.now.date(), made_at=world.now, made_by=world.cast.min,
            **(kept if number % 3 == 0 else {}),
        )
        for number in numbers
    )  # fmt: skip


def add_parked(world: Any, numbers: range) -> None:
    at = {"created_at": world.now, "due_at": world.now, "parked_at": world.now}
    OutboxMessage.objects.bulk_create(
        OutboxMessage(topic="search.refresh", tries=5, last_error=f"{number}", **at)
        for number in numbers
    )


def add_articles(text: TextVersion, numbers: range) -> list[Provision]:
    return Provision.objects.bulk_create(
        Provision(
            version=text, uid=uuid4(), kind=ProvisionKind.ARTICLE, position=100 + number,
            label=f"第{number}条", anchor=f"a{number}", text="正文",
        )
        for number in numbers
    )  # fmt: skip


def add_drafted(world: Any, numbers: range) -> None:
    add_articles(world.draft, numbers)


def add_links(world: Any, numbers: range) -> None:
    targets = add_articles(world.decision, numbers)
    ProvisionLink.objects.bulk_create(
        ProvisionLink(
            consultation=world.matter,
            origin=world.article,
            target=target,
            relation=Relation.REVISED,
        )
        for target in targets
    )


def add_repairs(world: Any, numbers: range) -> None:
    Repair.objects.bulk_create(
        Repair(
            consultation=world.matter, section=Section.DRAFT, kind="date", line=number + 1,
            found="202年1月", proposed="2026年1月", is_proven=number % 3 == 0,
        )
        for number in numbers
    )  # fmt: skip


def add_departments(world: Any, numbers: range) -> None:
    Department.objects.bulk_create(Department(name=f"某市第{number}局") for number in numbers)


def add_aliases(world: Any, numbers: range) -> None:
    DepartmentAlias.objects.bulk_create(
        DepartmentAlias(department=world.cast.police, name=f"市局{number}") for number in numbers
    )


def add_memberships(world: Any, numbers: range) -> None:
    Membership.objects.bulk_create(
        Membership(
            user=make_user(), department=world.cast.police, role=Role.DRAFTER, valid_from=LONG_AGO
        )
        for _number in numbers
    )


def add_procedures(world: Any, numbers: range) -> None:
    rules = make_profile()
    ProcedureProfile.objects.bulk_create(
        ProcedureProfile(
            code=f"{rules.code}-{number}", name=f"程序{number}", valid_from=rules.valid_from,
            minimum_days=30,
        )
        for number in numbers
    )  # fmt: skip


def add_days(world: Any, numbers: range) -> None:
    CalendarDay.objects.bulk_create(
        CalendarDay(date=date(2030, 1, 1) + number * DAY, is_working=False) for number in numbers
    )


def add_events(world: Any, numbers: range) -> None:
    AuditEvent.objects.bulk_create(
        AuditEvent(at=world.now, by=world.cast.wang, verb="x", consultation=world.matter)
        for _number in numbers
    )


def add_findings(world: Any, numbers: range) -> None:
    Finding.objects.bulk_create(
        Finding(comment=comment, field="body", start=0, end=2, kind="mobile")
        for comment in add_comments(world, numbers)
    )
