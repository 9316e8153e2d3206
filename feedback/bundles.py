"""One answer for all points of a bundle: those that a department was asked together."""

from datetime import datetime
from typing import Any

from consultation.transactions import writing
from feedback import referrals
from feedback.models import Referral
from feedback.querysets import ReferralQuerySet


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
    together = list(bundle_of(referral).order_by("pk")) or [referral]
    return [
        referrals.answer(
            referral=one, text=text, proposed_outcome=proposed_outcome, legal_basis=legal_basis,
            signer=signer, by=by, at=at,
        )
        for one in together
    ]  # fmt: skip
