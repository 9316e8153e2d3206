"""The acts of the desk: for each its words, its form, who may, and the one verb it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.forms import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms import publishing
from cms.desk import forms
from cms.models import DecisionPage, DraftPage, open_erratum
from consultation import calendar, lifecycle, links, outcomes, periods, permissions
from consultation.enums import MeetingResult, Section, Stage, TextKind
from consultation.errors import DomainError
from consultation.models import Consultation
from consultation.stages import stage_of

Run = Callable[[Consultation, dict[str, Any], Any, datetime], Any]
May = Callable[[Any, Consultation, datetime], bool]


@dataclass(frozen=True)
class Act:
    """`stages` in which the act is offered; empty: in every one. `ready`: whether there is
    something to act on. `run` gives a warning or None.
    """

    label: Any
    form: type[forms.ActForm]
    may: May
    run: Run
    stages: tuple[Stage, ...] = ()
    ready: Callable[[Consultation], bool] = lambda consultation: True

    def is_possible(self, consultation: Consultation, at: datetime) -> bool:
        in_stage = not self.stages or stage_of(consultation, at) in self.stages
        return in_stage and self.ready(consultation)

    def is_offered(self, user: Any, consultation: Consultation, at: datetime) -> bool:
        return self.is_possible(consultation, at) and self.may(user, consultation, at)


def head_or_office(user: Any, consultation: Consultation, at: datetime) -> bool:
    return permissions.can_approve(user, consultation, at) or permissions.is_office(user, at)


def may_change(user: Any, consultation: Consultation, at: datetime) -> bool:
    is_prepared = stage_of(consultation, at) == Stage.PREPARING
    may = permissions.can_draft if is_prepared else permissions.can_approve
    return may(user, consultation, at)


def has_text(consultation: Consultation, kind: TextKind) -> bool:
    return consultation.texts.filter(kind=kind).exists()


def warn_of_rest_day(data: dict[str, Any]) -> Any:
    """R16: a closing day on which nobody works is allowed, and said."""
    rest = periods.rest_day(data["closes_on"])
    if rest is None:
        return None
    return _("The last day %(day)s is a rest day; the next working day is %(proposed)s.") % {
        "day": f"{rest.closes_on:%Y-%m-%d}",
        "proposed": f"{rest.proposed:%Y-%m-%d}",
    }


def schedule(consultation: Consultation, data: dict[str, Any], by: Any, at: datetime) -> Any:
    periods.schedule(consultation=consultation, by=by, at=at, **data)
    return warn_of_rest_day(data)


def extend(consultation: Consultation, data: dict[str, Any], by: Any, at: datetime) -> Any:
    period = consultation.current_period
    if period is None:
        raise periods.UnableToExtend(_("There is no comment period."))
    periods.extend(period=period, by=by, at=at, **data)
    return warn_of_rest_day(data)


def further_round(consultation: Consultation, data: dict[str, Any], by: Any, at: datetime) -> Any:
    periods.open_round(consultation=consultation, by=by, at=at, **data)
    return warn_of_rest_day(data)


def hold(consultation: Consultation, data: dict[str, Any], by: Any, at: datetime) -> None:
    section = Section(data["section"])
    lifecycle.hold_section(
        consultation=consultation, section=section, reason=data["reason"], by=by, at=at
    )


def restore(consultation: Consultation, data: dict[str, Any], by: Any, at: datetime) -> None:
    lifecycle.restore_section(
        consultation=consultation, section=Section(data["section"]), by=by, at=at
    )


def erratum(consultation: Consultation, data: dict[str, Any], by: Any, at: datetime) -> None:
    for kind in (DraftPage, DecisionPage):
        page = kind.objects.filter(consultation=consultation).first()
        if page is not None and page.stands(at):
            open_erratum(page=page, reason=data["reason"], by=by, at=at)
            return
    raise DomainError(_("No text stands that would need an erratum; simply edit the page."))


def meeting(consultation: Consultation, data: dict[str, Any], by: Any, at: datetime) -> None:
    data = data | {"result": MeetingResult(data["result"])}
    outcomes.record_deliberation(consultation=consultation, by=by, at=at, **data)


def publish_meeting(
    consultation: Consultation, data: dict[str, Any], by: Any, at: datetime
) -> None:
    deliberation = outcomes.unpublished_meeting(consultation)
    if deliberation is None:
        raise DomainError(_("No meeting waits to be published."))
    outcomes.publish_deliberation(deliberation=deliberation, by=by, at=at)


def decision(consultation: Consultation, data: dict[str, Any], by: Any, at: datetime) -> None:
    text = consultation.texts.filter(kind=TextKind.DECISION).newest_first().first()
    outcomes.record_decision(consultation=consultation, text=text, by=by, at=at, **data)


def publish_decision(
    consultation: Consultation, data: dict[str, Any], by: Any, at: datetime
) -> None:
    recorded = getattr(consultation, "decision", None)
    if recorded is None:
        raise DomainError(_("Record the decision first."))
    outcomes.publish_decision(decision=recorded, by=by, at=at)


def propose(consultation: Consultation, data: dict[str, Any], by: Any, at: datetime) -> Any:
    made = links.propose(consultation=consultation, by=by, at=at)
    return _("%(number)s links are proposed and wait for confirmation.") % {"number": len(made)}


ACTS: dict[str, Act] = {
    "schedule": Act(
        _("Set the comment period"), forms.ScheduleForm, may_change, schedule,
        (Stage.PREPARING, Stage.SCHEDULED),
    ),
    "extend": Act(_("Extend the period"), forms.ExtendForm, head_or_office, extend, (Stage.OPEN,)),
    "suspend": Act(
        _("Suspend comments"), forms.ReasonForm, head_or_office,
        lambda c, data, by, at: periods.suspend(consultation=c, by=by, at=at, **data) and None,
        (Stage.OPEN,),
    ),
    "resume": Act(
        _("Resume comments"), forms.ConfirmForm, head_or_office,
        lambda c, data, by, at: periods.resume(consultation=c, by=by, at=at) and None,
        (Stage.SUSPENDED,),
    ),
    "round": Act(
        _("Open a further round"), forms.FurtherRoundForm, permissions.can_approve, further_round,
        (Stage.CLOSED,),
    ),
    "erratum": Act(
        _("Open an erratum of the published text"), forms.ReasonForm, links.may_link, erratum,
        (Stage.OPEN, Stage.SUSPENDED, Stage.DECIDED), lambda c: has_text(c, TextKind.DRAFT),
    ),
    "meeting": Act(
        _("Record the meeting"), forms.MeetingForm, permissions.can_publish_outcome, meeting,
        (Stage.CLOSED, Stage.REPORTED, Stage.DELIBERATED),
    ),
    "publish-meeting": Act(
        _("Publish the meeting"), forms.ConfirmForm, permissions.can_publish_outcome,
        publish_meeting, (Stage.CLOSED, Stage.REPORTED, Stage.DELIBERATED),
        lambda c: outcomes.unpublished_meeting(c) is not None,
    ),
    "decision": Act(
        _("Record the decision"), forms.DecisionForm, permissions.can_publish_outcome, decision,
        (Stage.REPORTED, Stage.DELIBERATED),
    ),
    "links": Act(
        _("Propose links between draft and decision"), forms.ConfirmForm, links.may_link, propose,
        (Stage.REPORTED, Stage.DELIBERATED, Stage.DECIDED),
        lambda c: has_text(c, TextKind.DRAFT) and has_text(c, TextKind.DECISION),
    ),
    "link": Act(
        _("Link two provisions by hand"), forms.LinkForm, links.may_link,
        lambda c, data, by, at: links.link(consultation=c, by=by, at=at, **data) and None,
        (Stage.REPORTED, Stage.DELIBERATED, Stage.DECIDED),
        lambda c: has_text(c, TextKind.DRAFT) and has_text(c, TextKind.DECISION),
    ),
    "publish-decision": Act(
        _("Publish the decision"), forms.ConfirmForm, permissions.can_publish_outcome,
        publish_decision, (Stage.REPORTED, Stage.DELIBERATED),
        lambda c: getattr(c, "decision", None) is not None,
    ),
    "hold": Act(
        _("Hold a section back"), forms.HoldForm, head_or_office, hold,
        ready=lambda c: c.publications.filter(held_at=None).exists(),
    ),
    "restore": Act(
        _("Show a section again"), forms.RestoreForm, head_or_office, restore,
        ready=lambda c: c.publications.filter(held_at__isnull=False).exists(),
    ),
    "details": Act(
        _("Change what is said of the matter"), forms.ChangeForm, may_change,
        lambda c, data, by, at: publishing.change_matter(consultation=c, by=by, at=at, **data),
        tuple(stage for stage in Stage if stage != Stage.WITHDRAWN),
    ),
    "withdraw": Act(
        _("Withdraw the matter"), forms.ReasonForm, head_or_office,
        lambda c, data, by, at: lifecycle.withdraw(consultation=c, by=by, at=at, **data),
        tuple(stage for stage in Stage if stage not in (Stage.DECIDED, Stage.WITHDRAWN)),
    ),
}  # fmt: skip


def offered(user: Any, consultation: Consultation, at: datetime) -> list[tuple[str, Act]]:
    """The acts open to `user` now, in the order of a matter's life."""
    return [(name, act) for name, act in ACTS.items() if act.is_offered(user, consultation, at)]


def first_values(name: str, consultation: Consultation, at: datetime) -> dict[str, Any]:
    """What a form may start with, read from the matter."""
    if name == "details":
        said = {field: getattr(consultation, field) for field in lifecycle.DETAILS}
        seen = lifecycle.digest_of_details(consultation)
        return said | {"joint": consultation.joint.all(), "seen": seen}
    if name == "decision":
        recorded = getattr(consultation, "decision", None)
        if recorded:
            return model_to_dict(recorded)
        return {"title": consultation.title, "issuer": consultation.decision_body.name}
    if name == "meeting":
        waiting = outcomes.unpublished_meeting(consultation)
        return model_to_dict(waiting) if waiting else {}
    if name in ("schedule", "round"):
        return first_period(name, consultation, at)
    return {}


def first_period(name: str, consultation: Consultation, at: datetime) -> dict[str, Any]:
    """The days set before, else from tomorrow for as long as the rule asks."""
    period = consultation.current_period
    if name == "schedule" and period is not None and period.opens_at > at:
        return {
            "opens_on": timezone.localdate(period.opens_at),
            "closes_on": calendar.last_day(period.closes_at),
            "shortened_reason": period.shortened_reason,
        }
    opens_on = timezone.localdate(at) + timedelta(days=1)
    return {
        "opens_on": opens_on,
        "closes_on": periods.shortest_end(consultation.profile, opens_on),
    }
