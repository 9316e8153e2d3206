"""The clock of a consultation: schedule, extend, suspend, resume, a further round."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation import audit, calendar, outbox, permissions
from consultation.enums import Counting, Stage
from consultation.errors import Conflict, DomainError
from consultation.models import (
    CommentPeriod,
    Consultation,
    Extension,
    ProcedureProfile,
    Suspension,
)
from consultation.stages import stage_of
from consultation.transactions import writing

FURTHEST = timedelta(days=731)


class UnableToSchedule(DomainError):
    """The period breaks a rule of procedure."""


class UnableToExtend(DomainError):
    """Only a running period is extended, and only to a later day."""


class UnableToSuspend(DomainError):
    """Only a running period is suspended."""


class UnableToResume(DomainError):
    """Only a suspended consultation resumes."""


@dataclass(frozen=True)
class RestDay:
    """A closing day on which nobody works, and the working day to propose instead (R16)."""

    closes_on: date
    proposed: date


def rest_day(closes_on: date) -> RestDay | None:
    proposed = calendar.next_working_day(closes_on)
    return None if proposed == closes_on else RestDay(closes_on, proposed)


def length_of(profile: ProcedureProfile, opens_on: date, closes_on: date) -> int:
    """Days of a period as the profile counts them: the first day is not counted (R13, R15)."""
    if profile.counting == Counting.WORKING:
        return calendar.working_days_between(opens_on, closes_on).number
    return (closes_on - opens_on).days


def shortest_end(profile: ProcedureProfile, opens_on: date) -> date:
    """The first working day that is late enough to close on (R13, R16)."""
    if profile.counting == Counting.WORKING:
        return calendar.add_working_days(opens_on, profile.minimum_days).date
    return calendar.next_working_day(opens_on + timedelta(days=profile.minimum_days))


def schedule(
    *,
    consultation: Consultation,
    opens_on: date,
    closes_on: date,
    by: Any,
    at: datetime,
    shortened_reason: str = "",
) -> CommentPeriod:
    """Set the coming period, open from 00:00 of `opens_on` to 24:00 of `closes_on` (R12).

    It can be set anew until it opens: by drafters while the matter is prepared, by the head once
    its days are announced. Raises `UnableToSchedule` for days in the past, an order that makes
    no sense, or a period below the profile's minimum without a reason (R14).
    """
    stage = stage_of(consultation, at)
    may = permissions.can_draft if stage == Stage.PREPARING else permissions.can_approve
    permissions.require(may(by, consultation, at))
    if stage not in (Stage.PREPARING, Stage.SCHEDULED):
        raise UnableToSchedule(_("The period has begun; it can only be extended or suspended."))
    require_lawful(consultation, opens_on, closes_on, at, shortened_reason)
    with writing():
        coming = CommentPeriod.objects.filter(consultation=consultation).latest_first().first()
        period, _is_new = CommentPeriod.objects.update_or_create(
            consultation=consultation,
            number=coming.number if coming else 1,
            defaults={
                "opens_at": calendar.start_of(opens_on),
                "closes_at": calendar.midnight_after(closes_on),
                "shortened_reason": shortened_reason,
                "scheduled_at": at,
                "scheduled_by": by,
            },
        )
        note(period, "period.schedule", by=by, at=at, reason=shortened_reason)
    return period


def open_round(
    *,
    consultation: Consultation,
    opens_on: date,
    closes_on: date,
    reason: str,
    by: Any,
    at: datetime,
    shortened_reason: str = "",
) -> CommentPeriod:
    """A further round after closing and before the report; nothing that closed is extended.

    Once the final report is out, the matter stays reported: new questions are a new matter.
    """
    permissions.require(permissions.can_approve(by, consultation, at))
    last = consultation.current_period
    if last is None or stage_of(consultation, at) != Stage.CLOSED:
        raise UnableToSchedule(
            _("A further round begins after the last one has closed and before the report.")
        )
    if not reason.strip():
        raise UnableToSchedule(_("Say why there is a further round; the reason is shown."))
    require_lawful(consultation, opens_on, closes_on, at, shortened_reason)
    try:
        with writing():
            period = CommentPeriod.objects.create(
                consultation=consultation,
                number=last.number + 1,
                reason=reason,
                opens_at=calendar.start_of(opens_on),
                closes_at=calendar.midnight_after(closes_on),
                shortened_reason=shortened_reason,
                scheduled_at=at,
                scheduled_by=by,
            )
            note(period, "period.further_round", by=by, at=at, reason=reason)
    except IntegrityError as error:
        raise Conflict(_("Somebody else changed this period a moment ago.")) from error
    return period


def require_lawful(
    consultation: Consultation, opens_on: date, closes_on: date, at: datetime, reason: str
) -> None:
    if opens_on < timezone.localdate(at):
        raise UnableToSchedule(_("The first day lies in the past."))
    if closes_on <= opens_on:
        raise UnableToSchedule(_("The last day must come after the first."))
    require_near(closes_on, at, UnableToSchedule)
    profile = consultation.profile
    days = length_of(profile, opens_on, closes_on)
    if days < profile.minimum_days and not reason.strip():
        raise UnableToSchedule(
            _(
                "The period counts %(days)s days; “%(profile)s” asks for at least %(minimum)s. "
                "Choose a later last day or give the reason, which is shown in the notice."
            ),
            days=days,
            profile=profile.name,
            minimum=profile.minimum_days,
        )


def require_near(day: date, at: datetime, refusal: type[DomainError]) -> None:
    """Refuse a slip of the keyboard in the year."""
    if day > timezone.localdate(at) + FURTHEST:
        raise refusal(_("The last day lies more than two years ahead."))


def extend(
    *, period: CommentPeriod, closes_on: date, reason: str, by: Any, at: datetime
) -> Extension:
    """Move the closing of the running period to 24:00 of a later day; the old one stays (R18)."""
    consultation = period.consultation
    permissions.require(
        permissions.can_approve(by, consultation, at) or permissions.is_office(by, at)
    )
    if stage_of(consultation, at) != Stage.OPEN:
        raise UnableToExtend(_("Only a period that is open can be extended."))
    if not reason.strip():
        raise UnableToExtend(_("Say why the period is extended; the reason is shown."))
    require_near(closes_on, at, UnableToExtend)
    closes_at = calendar.midnight_after(closes_on)
    if closes_at <= period.closes_at:
        raise UnableToExtend(_("A period is never shortened; choose a later day."))
    with writing():
        moved = CommentPeriod.objects.filter(
            pk=period.pk, closes_at=period.closes_at, closes_at__gt=at
        ).update(closes_at=closes_at)
        if not moved:
            raise Conflict(_("Somebody else changed this period a moment ago."))
        extension = Extension.objects.create(
            period=period, closed_at=period.closes_at, closes_at=closes_at,
            reason=reason, extended_at=at, extended_by=by,
        )  # fmt: skip
        period.closes_at = closes_at
        note(period, "period.extend", by=by, at=at, reason=reason)
    return extension


def suspend(*, consultation: Consultation, reason: str, by: Any, at: datetime) -> Suspension:
    """Interrupt the running period; comments are refused until it resumes."""
    permissions.require(
        permissions.can_approve(by, consultation, at) or permissions.is_office(by, at)
    )
    if stage_of(consultation, at) != Stage.OPEN:
        raise UnableToSuspend(_("Only a period that is open can be suspended."))
    if not reason.strip():
        raise UnableToSuspend(_("Say why comments are suspended; the reason is shown."))
    try:
        with writing():
            suspension = Suspension.objects.create(
                consultation=consultation, reason=reason, suspended_at=at, suspended_by=by
            )
            audit.record(
                verb="period.suspend", by=by, at=at, consultation=consultation, reason=reason
            )
            outbox.write(topic="search.refresh", at=at, consultation=consultation.pk)
    except IntegrityError as error:
        raise Conflict(_("Comments are already suspended.")) from error
    return suspension


def resume(*, consultation: Consultation, by: Any, at: datetime) -> CommentPeriod:
    """Go on; the suspended days, begun ones counted whole, are added to the period."""
    permissions.require(
        permissions.can_approve(by, consultation, at) or permissions.is_office(by, at)
    )
    suspension = consultation.suspensions.filter(resumed_at=None).first()
    period = consultation.current_period
    if suspension is None or period is None:
        raise UnableToResume(_("Comments are not suspended."))
    days = max(1, -(-(at - suspension.suspended_at) // timedelta(days=1)))
    with writing():
        moved = Suspension.objects.filter(pk=suspension.pk, resumed_at=None).update(
            resumed_at=at, resumed_by=by
        )
        if not moved:
            raise Conflict(_("Somebody else resumed it a moment ago."))
        closes_at = period.closes_at + timedelta(days=days)
        if not CommentPeriod.objects.filter(pk=period.pk, closes_at=period.closes_at).update(
            closes_at=closes_at
        ):
            raise Conflict(_("Somebody else changed this period a moment ago."))
        period.closes_at = closes_at
        note(period, "period.resume", by=by, at=at, reason=suspension.reason)
    return period


def note(period: CommentPeriod, verb: str, *, by: Any, at: datetime, reason: str) -> None:
    """The audit event and the messages that every change of a period causes."""
    audit.record(
        verb=verb,
        by=by,
        at=at,
        consultation=period.consultation,
        subject=period,
        opens_at=period.opens_at.isoformat(),
        closes_at=period.closes_at.isoformat(),
        reason=reason,
    )
    outbox.write(topic="search.refresh", at=at, consultation=period.consultation_id)
