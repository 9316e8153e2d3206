"""Asking another department about points, and its unaltered answer (R54–R57)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation import audit, calendar, permissions
from consultation.errors import DomainError
from consultation.models import Department
from consultation.transactions import writing
from feedback import reminders
from feedback.enums import Outcome, ReferralState, WorkState
from feedback.legal import require_alive
from feedback.models import Point, Referral
from feedback.queues import changes
from feedback.weighing import Chosen, change, held, lock, refuse_unless, require_fit

RETURN_DAYS = 5
"""Working days in which a department may say that a question is not its own (R54)."""

LONGEST_DAYS = 120
OVERTAKEN = _("Somebody else has just dealt with this question.")


class UnableToRefer(DomainError):
    """The question cannot be put, passed on, returned, extended or answered like this."""


@writing()
def refer(
    *,
    points: Chosen,
    department: Department,
    also: Sequence[Department] = (),
    question: str,
    days: int | None = None,
    by: Any,
    at: datetime,
) -> list[Referral]:
    """Ask a department, and others with it, about one or several points.

    Due in `days` working days after today; without `days` the procedure's own number holds.
    """
    if not (question := question.strip()):
        raise UnableToRefer(_("Write what the department is to answer."))
    chosen = held(points, by=by, at=at, may=permissions.can_draft)
    refuse_unless(
        chosen,
        WorkState.EDITABLE,
        UnableToRefer(_("The point waits for a signature or carries one.")),
    )
    consultation = chosen[0].comment.consultation
    asked = list(dict.fromkeys([department, *also]))
    if any(one.pk == consultation.lead_id or not one.is_active for one in asked):
        raise UnableToRefer(_("Choose an active department other than the lead."))
    days = consultation.profile.referral_due_days if days is None else days
    require_days(days)
    due = due_in(days, at)
    made = [
        ask(point=point, department=one, question=question, due=due, by=by, at=at)
        for point in chosen
        for one in asked
    ]
    change(chosen, state=WorkState.REFERRED)
    return made


def ask(
    *,
    point: Point,
    department: Department,
    question: str,
    due: calendar.CountedDay,
    by: Any,
    at: datetime,
    transferred_from: Referral | None = None,
) -> Referral:
    try:
        with transaction.atomic():
            referral = Referral.objects.create(
                point=point, department=department, question=question, asked_at=at, asked_by=by,
                due_on=due.date, is_due_provisional=due.is_provisional,
                remind_on=reminders.days_of(due.date)[0], transferred_from=transferred_from,
            )  # fmt: skip
    except IntegrityError:
        raise UnableToRefer(
            _("%(department)s was already asked and has not answered yet."), department=department
        ) from None
    audit.record(
        verb="referral.asked", by=by, at=at, consultation=point.comment.consultation,
        subject=referral, point=point.pk, department=department.pk, due_on=due.date.isoformat(),
    )  # fmt: skip
    return referral


@writing()
def answer(
    *,
    referral: Referral,
    text: str,
    proposed_outcome: str = "",
    legal_basis: str = "",
    signer: str,
    also: Collection[int] = (),
    by: Any,
    at: datetime,
) -> Referral:
    """The department's own words; no verb alters them afterwards (R56).

    `also` are keys of questions of its bundle that the same words answer; all or nothing. A
    disagreement recorded earlier speaks of earlier answers and is lifted.
    """
    text, signer = text.strip(), signer.strip()
    if not text:
        raise UnableToRefer(_("Write the answer."))
    if not signer:
        raise UnableToRefer(_("Say who signs the answer for the department."))
    if proposed_outcome and proposed_outcome not in Outcome.values:
        raise UnableToRefer(_("There is no such outcome."))
    require_fit(Referral, signer=signer, legal_basis=legal_basis)
    referral = waiting(referral, by=by, at=at)
    require_department(referral, by=by, at=at)
    matter = referral.point.comment.consultation
    require_alive([text, legal_basis], matter, timezone.localdate(at))
    pks = {referral.pk, *also}
    if Referral.objects.waiting().filter(pk__in=pks).update(
        state=ReferralState.ANSWERED, answer=text, proposed_outcome=proposed_outcome,
        legal_basis=legal_basis.strip(), signer=signer, answered_at=at, answered_by=by,
    ) != len(pks):  # fmt: skip
        raise UnableToRefer(OVERTAKEN)
    rows = Referral.objects.select_related("department", "point__comment__consultation")
    answered = {row.pk: row for row in rows.filter(pk__in=pks).order_by("pk")}
    release([row.point for row in answered.values()], disagreement="")
    for row in answered.values():
        lifted = row.point.disagreement
        log("referral.answered", row, by, at, outcome=proposed_outcome, lifted=lifted)
    return answered[referral.pk]


@writing()
def return_referral(*, referral: Referral, reason: str, by: Any, at: datetime) -> Referral:
    """Hand a question back as not the department's own, within five working days."""
    if not (reason := reason.strip()):
        raise UnableToRefer(_("Say why the question is not yours."))
    require_fit(Referral, returned_reason=reason)
    referral = waiting(referral, by=by, at=at)
    require_department(referral, by=by, at=at)
    asked_on = timezone.localdate(referral.asked_at)
    if timezone.localdate(at) > calendar.add_working_days(asked_on, RETURN_DAYS).date:
        raise UnableToRefer(
            _("A question can be returned within %(days)s working days. Answer it or pass it on."),
            days=RETURN_DAYS,
        )
    referral = settle(
        referral, ReferralState.RETURNED, returned_reason=reason, returned_at=at, returned_by=by
    )
    release([referral.point])
    log("referral.returned", referral, by, at, reason=reason)
    return referral


@writing()
def transfer(
    *, referral: Referral, department: Department, reason: str = "", by: Any, at: datetime
) -> Referral:
    """Pass the question on. The clock runs on, but leaves the other at least five working days."""
    referral = waiting(referral, by=by, at=at)
    require_department(referral, by=by, at=at)
    lead = referral.point.comment.consultation.lead_id
    if department.pk in (referral.department_id, lead) or not department.is_active:
        raise UnableToRefer(_("Choose another active department; the lead gets it by a return."))
    referral = settle(referral, ReferralState.TRANSFERRED)
    due = calendar.CountedDay(referral.due_on, referral.is_due_provisional)
    passed_on = ask(
        point=referral.point, department=department, question=referral.question, by=by, at=at,
        due=max(due, due_in(RETURN_DAYS, at), key=lambda day: day.date), transferred_from=referral,
    )  # fmt: skip
    log("referral.transferred", referral, by, at, to=department.pk, reason=reason.strip())
    return passed_on


@writing()
def extend(*, referral: Referral, days: int, reason: str = "", by: Any, at: datetime) -> Referral:
    """Put the due date off by working days, once, by the department asked or the lead."""
    require_days(days)
    referral = waiting(referral, by=by, at=at)
    consultation = referral.point.comment.consultation
    permissions.require(
        permissions.can_answer_for(by, referral.department, at)
        or permissions.can_draft(by, consultation, at)
    )
    if referral.extended_at:
        raise UnableToRefer(_("The time for this answer was extended once already."))
    due = calendar.add_working_days(referral.due_on, days)
    referral = settle(
        referral, ReferralState.ASKED, due_on=due.date, is_due_provisional=due.is_provisional,
        remind_on=reminders.days_of(due.date)[0], extended_at=at, extended_by=by,
    )  # fmt: skip
    log("referral.extended", referral, by, at, due_on=due.date.isoformat(), reason=reason.strip())
    return referral


@writing()
def withdraw_referral(*, referral: Referral, by: Any, at: datetime) -> Referral:
    """The lead takes back a question that nobody has answered."""
    referral = waiting(referral, by=by, at=at)
    permissions.require(permissions.can_draft(by, referral.point.comment.consultation, at))
    referral = settle(referral, ReferralState.WITHDRAWN, withdrawn_at=at, withdrawn_by=by)
    release([referral.point])
    log("referral.withdrawn", referral, by, at)
    return referral


def require_days(days: int) -> None:
    if not 1 <= days <= LONGEST_DAYS:
        raise UnableToRefer(
            _("Give between one and %(longest)s working days."), longest=LONGEST_DAYS
        )


def due_in(days: int, at: datetime) -> calendar.CountedDay:
    return calendar.add_working_days(timezone.localdate(at), days)


def waiting(referral: Referral, *, by: Any, at: datetime) -> Referral:
    """The referral as it stands, its consultation locked; refused unless it waits.

    Whoever neither answers for the department nor weighs the matter learns nothing of its state.
    """
    lock(referral.point.comment.consultation_id)
    permissions.require(Referral.objects.visible_to(by, at).filter(pk=referral.pk).exists())
    found = Referral.objects.select_related("department", "point__comment__consultation__lead").get(
        pk=referral.pk
    )
    if found.state != ReferralState.ASKED:
        raise UnableToRefer(
            _("The question is no longer open: %(state)s."), state=found.get_state_display()
        )
    return found


def require_department(referral: Referral, *, by: Any, at: datetime) -> None:
    permissions.require(permissions.can_answer_for(by, referral.department, at))


def settle(referral: Referral, state: ReferralState, **fields: Any) -> Referral:
    """Move a waiting referral; exactly one of two people succeeds."""
    waits = Referral.objects.waiting().filter(pk=referral.pk, extended_at=referral.extended_at)
    if waits.update(state=state, **fields) != 1:
        raise UnableToRefer(OVERTAKEN)
    changes.note(referral.point.consultation_id, [referral.point.comment_id])
    return Referral.objects.select_related("department", "point__comment__consultation").get(
        pk=referral.pk
    )


def release(points: Sequence[Point], **fields: Any) -> None:
    """Bring points back to the desk whose last question is settled."""
    asked = set(Referral.objects.waiting().filter(point__in=points).values_list("point", flat=True))
    by_state: dict[str, list[Point]] = defaultdict(list)
    for point in points:
        rests = point.state == WorkState.REFERRED and point.pk not in asked
        by_state[resting_state(point) if rests else point.state].append(point)
    for state, alike in by_state.items():
        change(alike, state=state, **fields)


def resting_state(point: Point) -> WorkState:
    if point.outcome:
        return WorkState.DRAFTED
    return WorkState.ASSIGNED if point.assigned_to_id else WorkState.NEW


def log(verb: str, referral: Referral, by: Any, at: datetime, **detail: Any) -> None:
    audit.record(
        verb=verb, by=by, at=at, consultation=referral.point.comment.consultation,
        subject=referral, point=referral.point_id, department=referral.department_id, **detail,
    )  # fmt: skip
