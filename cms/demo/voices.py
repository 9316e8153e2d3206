"""The demo citizens comment through the one door; the departments weigh and report."""

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from cms.demo.reading import DemoComment, DemoPoint
from consultation.enums import Channel, ProvisionKind, Role, TextKind
from consultation.models import Department, Membership, Provision
from feedback import (
    captcha,
    commitments,
    intake,
    publicity,
    referrals,
    register,
    responses,
    traces,
    triage,
)
from feedback.enums import Outcome, Visibility
from feedback.models import Comment, Point
from feedback.reports import publishing as reports

if TYPE_CHECKING:
    from cms.demo.lives import Matter

SHOWN = 0.7
Raised = list[tuple[Comment, DemoComment]]
GREETINGS = ("", "您好！", "同意楼上邻居的意见。", "我也是老楼的住户。", "帮我父母转达：", "！")


def articles(matter: "Matter", kind: TextKind = TextKind.DRAFT) -> list[Provision]:
    version = matter.consultation.texts.filter(kind=kind).newest_first().first()
    assert version is not None  # noqa: S101 — the matter was announced
    return list(version.provisions.filter(kind=ProvisionKind.ARTICLE).in_order())


def raise_all(matter: "Matter", written: list[DemoComment]) -> Raised:
    """Every comment of the matter, spread over its period, each through its own door."""
    chance = random.Random(matter.content["slug"])  # noqa: S311 — the same demo every time
    period = matter.consultation.current_period
    assert period is not None  # noqa: S101 — the matter was announced
    until = min(period.closes_at, matter.now) - timedelta(minutes=20)
    if matter.content["stage"] == "suspended":
        until = min(until, matter.past(-2))
    written = written + campaign(matter, chance)
    moments = sorted(
        period.opens_at + (until - period.opens_at) * chance.random() for _one in written
    )
    provisions = articles(matter)
    return [
        (say(matter, one, provisions, at, chance), one)
        for one, at in zip(written, moments, strict=True)
    ]


def campaign(matter: "Matter", chance: random.Random) -> list[DemoComment]:
    """The same text from many people, some with a greeting or a mark of their own."""
    shared = matter.content.get("campaign")
    if not shared:
        return []
    return [
        DemoComment(
            "support", f"居民{n + 1}", "web", [9], shared["title"],
            chance.choice(GREETINGS) + shared["body"],
        )
        for n in range(shared["count"])
    ]  # fmt: skip


def say(
    matter: "Matter", one: DemoComment, provisions: list[Provision], at: datetime,
    chance: random.Random,
) -> Comment:  # fmt: skip
    chosen = tuple(provisions[number - 1].pk for number in one.articles)
    mobile = f"139{chance.randrange(10**8):08}"
    if one.channel != "web":
        entry = register.Entry(
            channel=Channel(one.channel), received_on=timezone.localdate(at), title=one.title,
            body=one.text, name=one.name, contact=mobile, stance=one.stance, provisions=chosen,
        )  # fmt: skip
        receipt = register.enter_comment(
            consultation=matter.consultation, entry=entry, by=matter.clerk, at=at
        )
        return Comment.objects.get(pk=receipt.comment_id)
    challenge = captcha.issue(captcha.Kind.PICTURE, at)
    submission = intake.Submission(
        key=UUID(int=chance.getrandbits(128), version=4),
        consultation_id=matter.consultation.pk,
        name=one.name,
        contact=mobile,
        title=one.title,
        body=one.text,
        stance=one.stance,
        provisions=chosen,
        captcha_key=challenge.key,
        captcha_answer=challenge.challenge,
        consents_to_text=matter.consultation.shows_comments and chance.random() < SHOWN,
    )
    result = intake.submit_comment(
        submission=submission, origin=f"demo-{chance.getrandbits(48):012x}", at=at
    )
    assert isinstance(result, intake.Receipt), result  # noqa: S101 — the demo breaks no rule
    return Comment.objects.get(pk=result.comment_id)


def show(matter: "Matter") -> None:
    """The department has checked what came in until two days ago, where nothing was found."""
    checked = Comment.objects.filter(
        consultation=matter.consultation, visibility=Visibility.PENDING, findings=None,
        received_at__lt=matter.now - timedelta(days=2),
    )  # fmt: skip
    for comment in checked.order_by("received_at"):
        at = comment.received_at + timedelta(days=1)
        publicity.publish_comment(comment=comment, by=matter.clerk, at=at)


def weigh(matter: "Matter", comments: Raised) -> None:
    """Split what the content splits; decide, refer and submit as far as it says."""
    at = matter.past(matter.content["closes"] + 3)
    for comment, written in comments:
        for point in written.points:
            treat(matter, comment, written, point, at)
    decided = Point.objects.filter(
        comment__consultation=matter.consultation, state="drafted"
    ).order_by("pk")
    if matter.content["stage"] == "closed":
        waiting = list(decided)
        if not waiting:
            return
        responses.submit(points=shown(waiting[:6]), by=matter.clerk, at=at)
        responses.approve(points=shown(Point.objects.filter(pk__in=[p.pk for p in waiting[:2]])),
                          by=matter.head, at=matter.past(matter.content["closes"] + 4))  # fmt: skip
        return
    responses.submit(points=shown(decided), by=matter.clerk, at=at)
    submitted = Point.objects.filter(comment__consultation=matter.consultation, state="in_review")
    responses.approve(
        points=shown(submitted), by=matter.head, at=matter.past(matter.content["closes"] + 8)
    )


def shown(points: Any) -> dict[int, int]:
    return {point.pk: point.version for point in points}


def treat(
    matter: "Matter", comment: Comment, written: DemoComment, said: DemoPoint, at: datetime
) -> None:
    provisions = articles(matter)
    chosen = [provisions[number - 1] for number in said.articles or written.articles]
    point = triage.add_point(
        comment=comment, text=said.text, topic=matter.content["topic"], provisions=chosen,
        by=matter.clerk, at=at,
    )  # fmt: skip
    other = Department.objects.filter(name=said.department).exclude(pk=matter.consultation.lead_id)
    if said.outcome == Outcome.ADOPTED_ELSEWHERE:
        owner = other.first() or matter.consultation.lead
        commitments.make(
            consultation=matter.consultation, text=said.text, owner=owner, point=point,
            due_on=matter.today + timedelta(days=40), by=matter.clerk, at=at,
        )  # fmt: skip
    if department := other.first():
        answer_by(matter, point, department, said, at)
    elif said.outcome:
        responses.decide(
            points=shown([point]), outcome=said.outcome, reason=said.reason, by=matter.clerk, at=at
        )


def answer_by(
    matter: "Matter", point: Point, department: Department, said: DemoPoint, at: datetime
) -> None:
    """Ask the department; where the content knows its answer, it answers and it is taken."""
    question = said.question or f"请就“{said.text}”提出答复意见。"
    (referral,) = referrals.refer(
        points=shown([point]), department=department, question=question, by=matter.clerk, at=at
    )
    if not said.outcome:
        return
    someone = Membership.objects.filter(department=department, role=Role.DRAFTER)[0].user
    later = min(at + timedelta(days=1), matter.now)
    referral = referrals.answer(
        referral=referral, text=said.reason, proposed_outcome=said.outcome,
        signer=someone.get_full_name() or someone.username, by=someone, at=later,
    )  # fmt: skip
    point.refresh_from_db()
    responses.take_answer(referral=referral, version=point.version, by=matter.clerk, at=later)


def report(matter: "Matter") -> None:
    at = matter.past(matter.content["closes"] + 10)
    draft = reports.draft_report(
        consultation=matter.consultation, signed_on=timezone.localdate(at), by=matter.clerk, at=at
    )
    reports.publish_report(
        report=draft, revision=draft.revision, by=matter.head,
        at=matter.past(matter.content["closes"] + 11),
    )  # fmt: skip


def trace(matter: "Matter") -> None:
    """Join adopted points with the articles of the decision that reflect them."""
    decision = articles(matter, TextKind.DECISION)
    at = matter.past(matter.content["closes"] + 59)
    for written in matter.content["comments"]:
        for said in written.points:
            if not said.traces:
                continue
            point = Point.objects.filter(
                comment__consultation=matter.consultation, text=said.text
            ).get()
            if point.outcome in Outcome.IN_THE_TEXT:
                traces.trace(
                    point=point, version=point.version, by=matter.clerk, at=at,
                    provisions=[decision[number - 1] for number in said.traces],
                )  # fmt: skip
