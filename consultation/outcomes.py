"""Meeting and decision: recorded by the office, then published."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation import audit, outbox, permissions
from consultation.enums import MeetingResult, ProvisionKind, Section, Stage, TextKind
from consultation.errors import Conflict, DomainError
from consultation.lifecycle import publish_section
from consultation.models import Consultation, Decision, Deliberation, Provision, TextVersion
from consultation.stages import stage_of
from consultation.transactions import writing

AFTER_REPORT = (Stage.REPORTED, Stage.DELIBERATED, Stage.DECIDED)
AFTER_CLOSING = (Stage.CLOSED, *AFTER_REPORT)


class UnableToRecord(DomainError):
    """A meeting or decision lacks what must be said of it, or comes at the wrong time."""


class UnableToDecide(DomainError):
    """A decision cannot be published yet; `missing` lists why, ready for the screen."""

    def __init__(self, missing: list[Any]) -> None:
        super().__init__(_("The decision cannot be published yet."))
        self.missing = missing


def record_deliberation(
    *,
    consultation: Consultation,
    meeting: str,
    result: MeetingResult,
    public_line: str,
    by: Any,
    at: datetime,
    held_on: date | None = None,
    undisclosed_reason: str = "",
    meeting_number: int | None = None,
    required_changes: str = "",
    dissent: str = "",
) -> Deliberation:
    """Record a meeting (R69), or change the one that is not yet published.

    It has a date, or the reason why the date is not disclosed.
    """
    permissions.require(permissions.can_publish_outcome(by, consultation, at))
    require_stage(consultation, AFTER_CLOSING, at)
    if held_on is None and not undisclosed_reason.strip():
        raise UnableToRecord(_("Give the date of the meeting, or say why it is not disclosed."))
    if held_on is not None and held_on > timezone.localdate(at):
        raise UnableToRecord(_("The meeting has not taken place yet."))
    with writing():
        # Locked, so that a meeting published in the meantime is not recorded over
        waiting = consultation.deliberations.select_for_update().filter(published_at=None).first()
        deliberation = Deliberation(
            pk=waiting.pk if waiting else None,
            consultation=consultation, meeting=meeting, meeting_number=meeting_number,
            held_on=held_on, undisclosed_reason=undisclosed_reason, result=result,
            public_line=public_line, required_changes=required_changes, dissent=dissent,
            recorded_at=at, recorded_by=by,
        )  # fmt: skip
        deliberation.save()
        audit.record(
            verb="deliberation.record", by=by, at=at, consultation=consultation,
            subject=deliberation, result=result.value,
        )  # fmt: skip
    return deliberation


def unpublished_meeting(consultation: Consultation) -> Deliberation | None:
    """The recorded meeting that waits to be published."""
    return consultation.deliberations.filter(published_at=None).order_by("pk").first()


def require_stage(consultation: Consultation, stages: tuple[Stage, ...], at: datetime) -> None:
    """Refuse an outcome at the wrong time; read anew, for acts before may have moved the stage."""
    stage = stage_of(Consultation.objects.get(pk=consultation.pk), at)
    if stage not in stages:
        raise UnableToRecord(
            _("This is not possible while the matter is “%(stage)s”."), stage=stage.label
        )


def publish_deliberation(*, deliberation: Deliberation, by: Any, at: datetime) -> None:
    """Publish the meeting's public line; a meeting that passed the draft deliberates the matter."""
    consultation = deliberation.consultation
    permissions.require(permissions.can_publish_outcome(by, consultation, at))
    require_stage(consultation, AFTER_CLOSING, at)
    with writing():
        moved = Deliberation.objects.filter(pk=deliberation.pk, published_at=None).update(
            published_at=at, published_by=by
        )
        if not moved:
            raise Conflict(_("This meeting is already published."))
        if deliberation.result in (MeetingResult.PASSED, MeetingResult.PASSED_WITH_CHANGES):
            Consultation.objects.filter(pk=consultation.pk, deliberated_at=None).update(
                deliberated_at=at, deliberated_by=by
            )
        audit.record(
            verb="deliberation.publish", by=by, at=at, consultation=consultation,
            subject=deliberation,
        )  # fmt: skip
        publish_section(consultation=consultation, section=Section.DELIBERATION, by=by, at=at)


def record_decision(
    *,
    consultation: Consultation,
    title: str,
    document_number: str,
    document_date: date,
    issuer: str,
    by: Any,
    at: datetime,
    addressees: str = "",
    text: TextVersion | None = None,
    **fields: Any,
) -> Decision:
    """Record the head of the decision, or change it until it is published (R71)."""
    permissions.require(permissions.can_publish_outcome(by, consultation, at))
    require_stage(consultation, AFTER_REPORT, at)
    if not (title.strip() and document_number.strip() and issuer.strip()):
        raise UnableToRecord(_("A decision needs a title, a number and an issuer."))
    values = {
        "title": title, "document_number": document_number, "document_date": document_date,
        "issuer": issuer, "addressees": addressees, "recorded_at": at, "recorded_by": by, **fields,
    }  # fmt: skip
    if text is not None:
        values["text"] = text
    with writing():
        if Decision.objects.filter(consultation=consultation, published_at__isnull=False).exists():
            raise Conflict(_("The decision is already published."))
        decision, _is_new = Decision.objects.update_or_create(
            consultation=consultation, defaults=values
        )
        audit.record(
            verb="decision.record", by=by, at=at, consultation=consultation, subject=decision,
            number=document_number,
        )  # fmt: skip
    return decision


def follow_text(*, version: TextVersion, at: datetime) -> None:
    """A recorded decision speaks with its newest text; links follow each provision by its uid.

    Called in the transaction that froze `version`.
    """
    decision = Decision.objects.filter(consultation=version.consultation).first()
    if decision is None or decision.text_id == version.pk:
        return
    Decision.objects.filter(pk=decision.pk).update(text=version)
    now = {provision.uid: provision for provision in version.provisions.all()}
    for link in version.consultation.links.exclude(target=None).select_related("target"):
        if link.target is not None and link.target.uid in now:
            link.target = now[link.target.uid]
            link.save(update_fields=["target"])
    outbox.write(topic="search.refresh", at=at, consultation=version.consultation_id)


def missing_for(decision: Decision) -> list[Any]:
    """What still keeps the decision from being published, in words (R71)."""
    missing: list[Any] = []
    consultation = decision.consultation
    if decision.text_id is None:
        missing.append(_("The text of the decision is not frozen; publish its page first."))
    unmapped = unmapped_articles(consultation).count()
    if unmapped:
        missing.append(
            _("%(count)s articles of the draft do not say what became of them.")
            % {"count": unmapped}
        )
    if not consultation.publications.filter(section=Section.INTERPRETATION, held_at=None).exists():
        missing.append(_("No interpretation is published."))
    return missing


def unmapped_articles(consultation: Consultation) -> Any:
    """Articles of the newest draft without a confirmed link (R11)."""
    newest = consultation.texts.filter(kind=TextKind.DRAFT).newest_first().first()
    return (
        Provision.objects.filter(version=newest, kind=ProvisionKind.ARTICLE)
        .exclude(Q(became__confirmed_at__isnull=False))
        .in_order()
    )


def publish_decision(*, decision: Decision, by: Any, at: datetime) -> None:
    """Publish the decision; refused with the list of what is missing (`UnableToDecide`)."""
    consultation = decision.consultation
    permissions.require(permissions.can_publish_outcome(by, consultation, at))
    require_stage(consultation, AFTER_REPORT, at)
    if missing := missing_for(decision):
        raise UnableToDecide(missing)
    with writing():
        moved = Decision.objects.filter(pk=decision.pk, published_at=None).update(
            published_at=at, published_by=by
        )
        if not moved:
            raise Conflict(_("The decision is already published."))
        Consultation.objects.filter(pk=consultation.pk, decided_at=None).update(
            decided_at=at, decided_by=by
        )
        audit.record(
            verb="decision.publish", by=by, at=at, consultation=consultation, subject=decision
        )
        publish_section(consultation=consultation, section=Section.DECISION, by=by, at=at)
