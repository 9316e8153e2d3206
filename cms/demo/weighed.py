"""What departments made of generated comments: points, outcomes, questions to others, promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.db.models import Model

from cms.demo import phrases
from cms.demo.crowd import Crowd, Said, event
from cms.demo.reading import DemoPoint
from consultation.models import Membership
from feedback.enums import Outcome, ReferralState, WorkState
from feedback.models import Commitment, Point, Referral
from feedback.privacy import masking
from feedback.referrals import due_in

WEIGHTS = (
    (Outcome.ADOPTED, 14), (Outcome.PARTLY_ADOPTED, 18), (Outcome.ALREADY_COVERED, 12),
    (Outcome.NOT_ADOPTED, 30), (Outcome.DEFERRED, 8), (Outcome.NOTED, 12),
    (Outcome.OUT_OF_SCOPE, 5), (Outcome.ADOPTED_ELSEWHERE, 1),
)  # fmt: skip
HALFWAY = (
    (WorkState.NEW, 40), (WorkState.ASSIGNED, 15), (WorkState.REFERRED, 10),
    (WorkState.DRAFTED, 15), (WorkState.IN_REVIEW, 8), (WorkState.APPROVED, 12),
)  # fmt: skip
UNREAD, REFERRED = 0.4, 0.05
"""Shares: comments of a closed matter that nobody has split yet; answers that another gave."""


@dataclass
class Weighing:
    """The work on one closed matter. `others` answer for the departments that are asked."""

    crowd: Crowd
    others: Sequence[Membership]

    def __post_init__(self) -> None:
        matter, closes = self.crowd.matter, self.crowd.matter.content["closes"]
        self.is_finished = matter.content["stage"] == "reported"
        self.split_at, self.decided_at = matter.past(closes + 3), matter.past(closes + 5)
        self.signed_at = matter.past(closes + 8)
        self.due = due_in(matter.consultation.profile.referral_due_days, self.split_at)

    def weigh(self, said: Said) -> list[Model]:
        """The points of one comment with all that hangs on them."""
        chance, comment = self.crowd.chance, said.comment
        if comment.withdrawn_at or (not self.is_finished and chance.random() < UNREAD):
            return []
        written: list[DemoPoint | None] = list(said.core.points) if said.core else []
        rows: list[Model] = []
        for number, demo in enumerate(written or [None], start=1):
            rows += self.point(said, number, demo)
        return rows

    def point(self, said: Said, number: int, demo: DemoPoint | None) -> list[Model]:
        chance, matter = self.crowd.chance, self.crowd.matter
        text = mask(demo.text if demo else said.comment.title)
        state = WorkState.APPROVED if self.is_finished else drawn(chance, HALFWAY)
        point = Point(
            pk=next(self.crowd.numbers.point),
            consultation=matter.consultation, comment=said.comment, number=number,
            text=f"{text}（{phrases.place(chance)}居民提出）", topic=matter.content["topic"],
            state=state, created_at=self.split_at, created_by=matter.clerk,
        )  # fmt: skip
        rows: list[Model] = [point, *self.cited(point, said, demo)]
        rows.append(
            event(point, "point.added", matter.clerk, self.split_at,
                  comment=said.comment.pk, number=number)
        )  # fmt: skip
        if state == WorkState.ASSIGNED:
            point.assigned_to = matter.clerk
        elif state == WorkState.REFERRED:
            rows.append(self.referral(point, text, chance.choice(self.others)))
        elif state != WorkState.NEW:
            rows += self.decide(point, demo, text)
        return rows

    def cited(self, point: Point, said: Said, demo: DemoPoint | None) -> list[Model]:
        articles = (demo.articles if demo else []) or (said.core.articles if said.core else [])
        return [
            Point.provisions.through(
                point_id=point.pk, provision_id=self.crowd.articles[number - 1].pk
            )
            for number in dict.fromkeys(articles)
            if number <= len(self.crowd.articles)
        ]

    def decide(self, point: Point, demo: DemoPoint | None, text: str) -> list[Model]:
        chance, matter = self.crowd.chance, self.crowd.matter
        point.outcome = (demo and demo.outcome) or drawn(chance, WEIGHTS)
        point.reason = (demo and demo.outcome and demo.reason) or chance.choice(
            phrases.PHRASES["reasons"][point.outcome]
        )
        point.answered_by = matter.consultation.lead
        point.decided_at, point.decided_by = self.decided_at, matter.clerk
        rows: list[Model] = []
        if point.reason and chance.random() < REFERRED:
            rows.append(self.answered(point, text, chance.choice(self.others)))
        if point.outcome == Outcome.ADOPTED_ELSEWHERE:
            rows.append(self.promise(point, text))
        if point.state in (WorkState.IN_REVIEW, WorkState.APPROVED):
            point.submitted_at, point.submitted_by = self.decided_at, matter.clerk
        if point.state == WorkState.APPROVED:
            point.approved_at, point.approved_by = self.signed_at, matter.head
            rows.append(
                event(point, "point.approved", matter.head, self.signed_at, outcome=point.outcome)
            )
        return rows

    def referral(self, point: Point, text: str, asked: Membership) -> Referral:
        return Referral(
            pk=next(self.crowd.numbers.referral), point=point,
            department=asked.department,
            question=self.crowd.chance.choice(phrases.PHRASES["questions"]).format(text=text),
            due_on=self.due.date, is_due_provisional=self.due.is_provisional,
            asked_at=self.split_at, asked_by=self.crowd.matter.clerk,
        )  # fmt: skip

    def answered(self, point: Point, text: str, asked: Membership) -> Referral:
        """The department's words are the point's, under its name."""
        referral = self.referral(point, text, asked)
        referral.state, referral.answer = ReferralState.ANSWERED, point.reason
        referral.proposed_outcome, referral.signer = point.outcome, asked.user.get_full_name()
        referral.answered_at, referral.answered_by = self.decided_at, asked.user
        point.answered_by = asked.department
        return referral

    def promise(self, point: Point, text: str) -> Commitment:
        matter = self.crowd.matter
        return Commitment(
            consultation=matter.consultation, point=point, text=text[:300],
            owner=matter.consultation.lead, made_at=self.decided_at, made_by=matter.clerk,
            due_on=matter.today + timedelta(days=90),
        )  # fmt: skip


mask = cache(masking.mask)


def drawn(chance: Any, weights: Any) -> Any:
    values, shares = zip(*weights, strict=True)
    return chance.choices(values, shares)[0]
