"""Deciding points and signing the decisions; never one's own (R45, R48)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation import audit, permissions
from consultation.errors import DomainError
from consultation.models import Consultation, Department
from consultation.transactions import writing
from feedback.disagreements import contradicted
from feedback.enums import ReferralState, WorkState
from feedback.legal import require_alive
from feedback.models import Point, Referral
from feedback.notices import announce
from feedback.reasons import UnableToDecide, checked_outcome, checked_reason
from feedback.weighing import Chosen, change, held, refuse_unless, require_fit


class UnableToSign(DomainError):
    """The point is not ready for a signature, or not for this person's."""


@writing()
def decide(
    *,
    points: Chosen,
    outcome: str,
    reason: str = "",
    legal_basis: str = "",
    answered_by: Department | None = None,
    by: Any,
    at: datetime,
) -> list[Point]:
    """Set one outcome and reason on one or several points; all or nothing.

    `answered_by` defaults to the lead. Words under another department's name must be the
    answer that it gave, unaltered (R56).
    """
    chosen = held(points, by=by, at=at, may=permissions.can_draft)
    refuse_unless(
        chosen,
        WorkState.EDITABLE,
        UnableToDecide(_("The point waits for a signature or carries one.")),
    )
    require_fit(Point, legal_basis=legal_basis)
    consultation = chosen[0].comment.consultation
    verdict = checked_outcome(outcome)
    require_alive([reason, legal_basis], consultation, timezone.localdate(at))
    promised = set(
        Point.objects.filter(pk__in=list(points), commitments__isnull=False).values_list(
            "pk", flat=True
        )
    )
    require_own_words(answered_by, chosen, reason.strip())
    for point in chosen:
        reason = checked_reason(verdict, reason, has_commitment=point.pk in promised)
    after = {"outcome": verdict.value, "reason": reason}
    audit.record_each(
        verb="point.decided", by=by, at=at, consultation=consultation,
        subjects=(
            (one, {"before": {"outcome": one.outcome, "reason": one.reason}, "after": after})
            for one in chosen
        ),
    )  # fmt: skip
    return change(
        chosen, outcome=verdict, reason=reason, legal_basis=legal_basis.strip(),
        answered_by=answered_by or consultation.lead, state=WorkState.DRAFTED,
        decided_at=at, decided_by=by,
    )  # fmt: skip


def take_answer(
    *, referral: Referral, version: int, outcome: str | None = None, by: Any, at: datetime
) -> Point:
    """Make a department's answer the answer of the point, word for word, under its name.

    The outcome is the one it proposed unless the lead sets another.
    """
    (point,) = decide(
        points={referral.point_id: version}, outcome=outcome or referral.proposed_outcome,
        reason=referral.answer, legal_basis=referral.legal_basis, answered_by=referral.department,
        by=by, at=at,
    )  # fmt: skip
    return point


@writing()
def submit(*, points: Chosen, by: Any, at: datetime) -> list[Point]:
    """Hand decided points to the signer; all or nothing."""
    chosen = held(points, by=by, at=at, may=permissions.can_draft)
    refuse_unless(
        chosen, WorkState.DECIDED, UnableToSign(_("Decide the point before you submit it."))
    )
    require_settled(points)
    log_each("point.submitted", chosen, by, at)
    announce(consultation_id=chosen[0].comment.consultation_id, at=at)
    return change(
        chosen, state=WorkState.IN_REVIEW, submitted_at=at, submitted_by=by, returned_note=""
    )


@writing()
def approve(*, points: Chosen, by: Any, at: datetime) -> list[Point]:
    """Sign points as a second person of the lead department; all or nothing (R45)."""
    chosen = held(points, by=by, at=at, may=permissions.can_approve)
    refuse_unless(
        chosen, [WorkState.IN_REVIEW], UnableToSign(_("Only submitted points can be signed."))
    )
    if any(by.pk in (point.decided_by_id, point.submitted_by_id) for point in chosen):
        raise UnableToSign(_("Nobody signs their own work. A second person has to sign."))
    require_settled(points)
    log_each("point.approved", chosen, by, at, "outcome")
    return change(chosen, state=WorkState.APPROVED, approved_at=at, approved_by=by)


@writing()
def send_back(*, points: Chosen, note: str, by: Any, at: datetime) -> list[Point]:
    """Return submitted points to the drafter with a note."""
    if not (note := note.strip()):
        raise UnableToSign(_("Say what is to be changed."))
    require_fit(Point, returned_note=note)
    chosen = held(points, by=by, at=at, may=permissions.can_approve)
    refuse_unless(
        chosen, [WorkState.IN_REVIEW], UnableToSign(_("Only submitted points can be sent back."))
    )
    log_each("point.sent_back", chosen, by, at, note=note)
    return change(
        chosen, state=WorkState.DRAFTED, returned_note=note, submitted_at=None,
        submitted_by=None,
    )  # fmt: skip


@writing()
def reopen(*, point: Point, version: int, reason: str, by: Any, at: datetime) -> Point:
    """Take the signature off one point. A published report stays as it is; a corrected version
    carries the new answer.
    """
    if not (reason := reason.strip()):
        raise UnableToSign(_("Say why the point is reopened."))
    (point,) = held({point.pk: version}, by=by, at=at, may=may_reopen)
    refuse_unless([point], [WorkState.APPROVED], UnableToSign(_("The point is not signed.")))
    log("point.reopened", point, by, at, reason=reason, outcome=point.outcome)
    (point,) = change(
        [point], state=WorkState.REOPENED, approved_at=None, approved_by=None, submitted_at=None,
        submitted_by=None,
    )  # fmt: skip
    return point


def may_reopen(user: Any, consultation: Consultation, at: datetime) -> bool:
    return permissions.can_draft(user, consultation, at) or permissions.can_approve(
        user, consultation, at
    )


def require_own_words(department: Department | None, points: Sequence[Point], reason: str) -> None:
    """Refuse words under the name of a department that did not give them (R56)."""
    consultation = points[0].comment.consultation
    if department is None or department.pk == consultation.lead_id:
        return
    answers = Referral.objects.filter(
        point__in=points, department=department, state=ReferralState.ANSWERED, answer=reason
    )
    given = set(answers.values_list("point", flat=True))
    is_joint = consultation.joint.filter(pk=department.pk).exists()
    if not is_joint and any(point.pk not in given for point in points):
        raise UnableToDecide(
            _("The answer of %(department)s is published unaltered. Take it as it is."),
            department=department,
        )


def ready(points: Iterable[Point]) -> list[Point]:
    """Those that `submit` takes: decided, no answer owed, no answers in contradiction."""
    decided = [point for point in points if point.state in WorkState.DECIDED]
    pks = [point.pk for point in decided]
    waiting = Referral.objects.waiting().filter(point__in=pks)
    unsettled = {
        *waiting.values_list("point", flat=True),
        *contradicted(Point.objects.filter(pk__in=pks)).values_list("pk", flat=True),
    }
    return [point for point in decided if point.pk not in unsettled]


def require_settled(points: Chosen) -> None:
    """Refuse while a department still owes an answer or two answers contradict each other."""
    if Referral.objects.waiting().filter(point__in=list(points)).exists():
        raise UnableToSign(_("A department has not answered yet. Wait or take the question back."))
    if contradicted(Point.objects.filter(pk__in=list(points))).exists():
        raise UnableToSign(
            _(
                "The departments' answers contradict each other. Settle it or record the "
                "disagreement."
            )
        )


def log_each(
    verb: str, points: Sequence[Point], by: Any, at: datetime, *columns: str, **detail: Any
) -> None:
    """One event for each point of one matter, with these columns of it."""
    audit.record_each(
        verb=verb, by=by, at=at, consultation=points[0].comment.consultation,
        subjects=(
            (point, detail | {name: getattr(point, name) for name in columns}) for point in points
        ),
    )  # fmt: skip


def log(verb: str, point: Point, by: Any, at: datetime, **detail: Any) -> None:
    audit.record(
        verb=verb, by=by, at=at, consultation=point.comment.consultation, subject=point, **detail
    )
