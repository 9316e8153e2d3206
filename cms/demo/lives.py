"""The lives of the demo matters, lived through the product's own verbs at past instants."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from cms import access, entering, publishing
from cms.demo import city, voices
from cms.demo.reading import DemoComment
from cms.models import BackgroundPage, DecisionPage, DraftPage, InterpretationPage
from consultation import calendar, lifecycle, links, outcomes, periods
from consultation.enums import ChangeSource, MeetingResult, Relation, Role
from consultation.models import Consultation, Department, Membership, ProcedureProfile
from consultation.provisions.parsing import parse_text

HOUR = timedelta(hours=1)


@dataclass
class Matter:
    """A matter being lived: who works on it and the day from which its days are counted."""

    content: dict[str, Any]
    today: date
    now: datetime
    clerk: Any
    head: Any
    office: Any
    consultation: Consultation

    def day(self, offset: int, hour: int = 9) -> datetime:
        return calendar.start_of(self.today + timedelta(days=offset)) + hour * HOUR

    def past(self, offset: int, hour: int = 9) -> datetime:
        return min(self.day(offset, hour), self.now)


def someone(department: Department, role: Role) -> Any:
    membership = Membership.objects.filter(department=department, role=role).order_by("pk").first()
    assert membership is not None, department  # noqa: S101 — the demo city names one
    return membership.user


def live(content: dict[str, Any], now: datetime) -> None:
    """From creation to the stage that the content names; nothing if the matter stands already."""
    if Consultation.objects.filter(slug=content["slug"]).exists():
        return
    matter = begin(content, now)
    if content["stage"] == "preparing":
        return
    announce(matter)
    if content["stage"] == "scheduled":
        return
    comments = voices.raise_all(matter, content["comments"])
    voices.show(matter)
    finish(matter, comments)


def begin(content: dict[str, Any], now: datetime) -> Matter:
    lead = Department.objects.get(name=content["lead"])
    today = timezone.localdate(now)
    clerk, head = someone(lead, Role.DRAFTER), someone(lead, Role.APPROVER)
    created = min(calendar.start_of(today + timedelta(days=content["opens"] - 10)), now)
    consultation = lifecycle.create_consultation(
        slug=content["slug"],
        title=content["title"],
        summary=content["summary"],
        topic=content["topic"],
        document_type=content["document_type"],
        lead=lead,
        joint=[Department.objects.get(name=name) for name in content["joint"]],
        decision_body=Department.objects.get(name=city.GOVERNMENT),
        profile=ProcedureProfile.objects.in_force_on(today).get(code="cn-713"),
        shows_comments=content.get("shows_comments", False),
        by=clerk,
        at=created,
    )
    page = publishing.create_pages(consultation=consultation, by=clerk)
    access.open_to_departments(page)
    matter = Matter(content, today, now, clerk, head, someone_of_office(), consultation)
    fill(matter)
    return matter


def someone_of_office() -> Any:
    return get_user_model().objects.get(username="office")


def fill(matter: Matter) -> None:
    """The words of the sections, saved as drafts."""
    content, consultation = matter.content, matter.consultation
    page = consultation.page
    page.notice = "".join(
        f"<p>{escape(line)}</p>" for line in content["notice"].strip().splitlines()
    )
    page.save_revision(user=matter.clerk)
    page.save()
    draft = DraftPage.objects.get(consultation=consultation)
    draft.title = content["title"]
    entering.enter(draft, parse_text(content["draft"]))
    draft.save()
    explain(matter)
    background = BackgroundPage.objects.get(consultation=consultation)
    background.body = "".join(
        f"<p>{escape(line)}</p>" for line in content["background"].strip().splitlines()
    )
    background.save()


def explain(matter: Matter) -> None:
    page = InterpretationPage.objects.get(consultation=matter.consultation)
    text = "".join(
        f"<p>{escape(line)}</p>" for line in matter.content["interpretation"].strip().splitlines()
    )
    body: list[tuple[str, Any]] = [("text", text)] if text else []
    for question, answer in matter.content["questions"]:
        body.append(("question", {"question": question, "answer": f"<p>{escape(answer)}</p>"}))
    stream = type(page).body.field.stream_block.to_python(
        [{"type": kind, "value": value} for kind, value in body]
    )
    page.body = stream
    page.title = f"一图读懂：{matter.consultation.title}"[:250] if text else page.title
    page.save()


def announce(matter: Matter) -> None:
    """Schedule the period and publish notice, draft, interpretation and background."""
    content, consultation = matter.content, matter.consultation
    at = min(matter.day(content["opens"] - 1, hour=16), matter.now)
    periods.schedule(
        consultation=consultation,
        opens_on=matter.today + timedelta(days=content["opens"]),
        closes_on=matter.today + timedelta(days=content["closes"]),
        by=matter.clerk,
        at=at,
    )
    for kind in (type(consultation.page), DraftPage, InterpretationPage, BackgroundPage):
        page = kind.objects.get(consultation=consultation)
        publishing.publish(page, by=matter.head, at=at)
    matter.consultation = Consultation.objects.get(pk=consultation.pk)


def finish(matter: Matter, comments: list[tuple[Any, DemoComment]]) -> None:
    stage, content = matter.content["stage"], matter.content
    if stage == "suspended":
        periods.suspend(
            consultation=matter.consultation, reason=content["reason"], by=matter.head,
            at=matter.past(-2),
        )  # fmt: skip
    elif stage == "withdrawn":
        lifecycle.withdraw(
            consultation=matter.consultation, reason=content["reason"], by=matter.head,
            at=matter.past(content["closes"] + 9),
        )  # fmt: skip
    elif stage != "open":
        voices.weigh(matter, comments)
    if stage in ("reported", "deliberated", "decided"):
        voices.report(matter)
    if stage in ("deliberated", "decided"):
        deliberate(matter)
    if stage == "decided":
        decide(matter)


def deliberate(matter: Matter) -> None:
    content, offset = matter.content, matter.content["closes"] + 40
    deliberation = outcomes.record_deliberation(
        consultation=matter.consultation,
        meeting=content["meeting"],
        meeting_number=content["meeting_number"],
        held_on=timezone.localdate(matter.past(offset)),
        result=MeetingResult.PASSED_WITH_CHANGES,
        public_line=content["meeting_line"],
        by=matter.office,
        at=matter.past(offset + 1),
    )
    outcomes.publish_deliberation(
        deliberation=deliberation, by=matter.office, at=matter.past(offset + 2)
    )


def decide(matter: Matter) -> None:
    """The decision departs from its draft; every link says which way, most of them why."""
    content, consultation = matter.content, matter.consultation
    at = matter.past(content["closes"] + 60)
    page = publishing.add_section(consultation.page, DecisionPage, by=matter.office)
    page.title = content["title"]
    entering.enter(page, parse_text(content["decision"]))
    page.save()
    publishing.publish(page, by=matter.office, at=at)
    text = consultation.texts.filter(kind="decision").newest_first()[0]
    decision = outcomes.record_decision(
        consultation=consultation,
        title=content["title"],
        document_number=content["document_number"],
        document_date=timezone.localdate(at),
        issuer=consultation.decision_body.name,
        addressees=content["addressees"],
        text=text,
        by=matter.office,
        at=at,
    )
    made = links.propose(consultation=consultation, by=matter.office, at=at)
    same = [link for link in made if link.relation == Relation.UNCHANGED]
    changed = [link for link in made if link.relation != Relation.UNCHANGED]
    links.confirm(links=same, by=matter.office, at=at)
    links.confirm(links=changed, source=ChangeSource.COMMENTS, by=matter.office, at=at)
    voices.trace(matter)
    outcomes.publish_decision(decision=decision, by=matter.office, at=at)
