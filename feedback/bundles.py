"""One answer for all points of a bundle: those that a department was asked together."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef

from consultation.transactions import writing
from feedback import referrals, responses
from feedback.disagreements import contradicted
from feedback.enums import ReferralState, WorkState
from feedback.models import Point, Referral
from feedback.querysets import ReferralQuerySet
from feedback.weighing import lock

ASKED_TOGETHER = ("department", "question", "asked_at", "asked_by", "point__consultation")


def sizes(shown: Iterable[Referral], among: ReferralQuerySet) -> dict[int, int]:
    """Of every referral shown how many of its bundle are among these, when it is not alone."""
    rows = list(shown)
    alike = among.filter(asked_at__in={row.asked_at for row in rows})
    counts = {tuple(key): n for *key, n in alike.values_list(*ASKED_TOGETHER).annotate(Count("pk"))}
    found = {
        row.pk: counts.get(
            (
                row.department_id, row.question, row.asked_at, row.asked_by_id,
                row.point.consultation_id,
            ),
            0,
        )
        for row in rows
    }  # fmt: skip
    return {pk: number for pk, number in found.items() if number > 1}


def first_of_each(waiting: ReferralQuerySet) -> ReferralQuerySet:
    """Of every bundle that waits its first question."""
    same = {name: OuterRef(name) for name in ASKED_TOGETHER}
    earlier = Referral.objects.waiting().filter(pk__lt=OuterRef("pk"), **same)
    return waiting.filter(~Exists(earlier))


def undecided() -> ReferralQuerySet:
    """Answers whose points have no outcome yet and on which no other department differs."""
    points = Point.objects.standing().filter(state__in=WorkState.EDITABLE, outcome="")
    differing = contradicted(Point.objects.filter(referrals__state=ReferralState.ANSWERED))
    answered = Referral.objects.filter(state=ReferralState.ANSWERED, point__in=points)
    return answered.exclude(proposed_outcome="").exclude(point__in=differing)


def bundle_of(referral: Referral) -> ReferralQuerySet:
    """The questions that wait and were put in the same words, by the same person, at once."""
    return Referral.objects.waiting().filter(
        department=referral.department_id, question=referral.question,
        asked_at=referral.asked_at, asked_by=referral.asked_by_id,
        point__consultation=referral.point.consultation_id,
    )  # fmt: skip


@writing()
def answer_bundle(
    *,
    referral: Referral,
    text: str,
    proposed_outcome: str = "",
    legal_basis: str = "",
    signer: str,
    by: Any,
    at: datetime,
) -> list[Referral]:
    """Answer a question and all that wait in its bundle with the same words; all or nothing."""
    lock(referral.point.consultation_id)
    pks = list(bundle_of(referral).order_by("pk").values_list("pk", flat=True))
    referrals.answer(
        referral=referral, text=text, proposed_outcome=proposed_outcome, legal_basis=legal_basis,
        signer=signer, also=pks, by=by, at=at,
    )  # fmt: skip
    return list(Referral.objects.filter(pk__in=pks).order_by("pk"))


@writing()
def take_bundle(*, referral: Referral, version: int, by: Any, at: datetime) -> list[Point]:
    """Make an answer that of its point, shown as `version`, and of all undecided points that were
    asked and answered together with it; all or nothing.
    """
    lock(referral.point.consultation_id)
    same = undecided().filter(
        **{name: getattr(referral, name) for name in ("department", "question", "asked_at")},
        asked_by=referral.asked_by_id, point__consultation=referral.point.consultation_id,
        answer=referral.answer, proposed_outcome=referral.proposed_outcome,
        legal_basis=referral.legal_basis,
    )  # fmt: skip
    chosen = dict(same.order_by("pk").values_list("point", "point__version"))
    return responses.decide(
        points=chosen | {referral.point_id: version}, outcome=referral.proposed_outcome,
        reason=referral.answer, legal_basis=referral.legal_basis, answered_by=referral.department,
        by=by, at=at,
    )  # fmt: skip
