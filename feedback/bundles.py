"""One answer for all points of a bundle: those that a department was asked together."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery

from consultation.transactions import writing
from feedback import referrals, responses
from feedback.disagreements import differing
from feedback.enums import ReferralState, WorkState
from feedback.models import Point, Referral
from feedback.querysets import ReferralQuerySet
from feedback.weighing import lock

ASKED_TOGETHER = ("department", "question", "asked_at", "asked_by", "point__consultation")


def sizes(shown: Iterable[Referral], among: ReferralQuerySet) -> dict[int, int]:
    """Of every referral shown how many of its bundle are among these, when it is not alone."""
    rows = list(shown)
    alike = among.filter(
        department__in={row.department_id for row in rows},
        asked_at__in={row.asked_at for row in rows},
    )
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


def waiting_of(asked: ReferralQuerySet) -> QuerySet[Any, dict[str, Any]]:
    """Of every bundle that waits among these its `first` question and its `size`, nearest day
    first. Points are looked up one by one: joined, a database would rather read all there are.
    """
    matter = Subquery(Point.objects.filter(pk=OuterRef("point")).values("consultation"))
    *same, _matter = ASKED_TOGETHER
    bundles = asked.waiting().order_by().values(*same, matter=matter)
    found = bundles.annotate(first=Min("pk"), size=Count("pk"), due=Min("due_on"))
    nearest: QuerySet[Any, dict[str, Any]] = found.order_by("due", "first")
    return nearest


def undecided() -> ReferralQuerySet:
    """Answers whose points have no outcome yet and on which no other department differs."""
    answered = Referral.objects.filter(
        state=ReferralState.ANSWERED, point__removed_at=None,
        point__state__in=WorkState.EDITABLE, point__outcome="",
    )  # fmt: skip
    about_it = differing(Referral.objects.filter(point=OuterRef("point")))
    agreed = ~Exists(about_it) | ~Q(point__disagreement="")
    return answered.exclude(proposed_outcome="").filter(agreed)


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
