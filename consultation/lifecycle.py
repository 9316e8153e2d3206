"""The verbs of a consultation's life: one door per act.

Every verb takes who acts (`by`) and when (`at`, aware), runs in one transaction, changes state by
compare-and-set, and writes one audit event and the outbox messages it causes.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation import audit, outbox, permissions
from consultation.enums import Section, Stage
from consultation.errors import Conflict, DomainError
from consultation.models import Consultation, Department, ProcedureProfile, SectionPublication
from consultation.stages import stage_of
from consultation.transactions import writing

DETAILS = (
    "title", "summary", "topic", "document_type", "is_contact_optional", "shows_totals",
    "shows_comments", "email", "postal_address", "phone",
)  # fmt: skip


class UnableToCreate(DomainError):
    """A consultation lacks what the law or the site asks of it."""


class UnableToPublish(DomainError):
    """A section cannot become public now."""


class UnableToWithdraw(DomainError):
    """A consultation cannot be withdrawn now."""


def create_consultation(
    *,
    slug: str,
    title: str,
    lead: Department | None,
    decision_body: Department,
    profile: ProcedureProfile,
    by: Any,
    at: datetime,
    joint: Iterable[Department] = (),
    **fields: Any,
) -> Consultation:
    """A consultation in preparation, with one decision body and exactly one lead (R1).

    Raises `UnableToCreate` without a lead or for an address in use.
    """
    if lead is None:
        raise UnableToCreate(_("A consultation needs one lead department."))
    if Consultation.objects.filter(slug=slug).exists():
        raise UnableToCreate(
            _("Another consultation already has the address “%(slug)s”."), slug=slug
        )
    try:
        with writing():
            consultation = Consultation.objects.create(
                slug=slug,
                title=title,
                lead=lead,
                decision_body=decision_body,
                profile=profile,
                created_at=at,
                created_by=by,
                **fields,
            )
            consultation.joint.set([department for department in joint if department != lead])
            audit.record(
                verb="consultation.create", by=by, at=at, consultation=consultation, lead=lead.pk
            )
    except IntegrityError as error:
        raise UnableToCreate(
            _("Another consultation already has the address “%(slug)s”."), slug=slug
        ) from error
    return consultation


def digest_of_details(consultation: Consultation) -> str:
    """Differs when anything that `change_details` can change differs."""
    said = [getattr(consultation, name) for name in DETAILS]
    joint = sorted(department.pk for department in consultation.joint.all())
    return hashlib.sha256(json.dumps([said, joint]).encode()).hexdigest()


def change_details(
    *,
    consultation: Consultation,
    seen: str,
    by: Any,
    at: datetime,
    joint: Iterable[Department],
    **fields: Any,
) -> None:
    """Change what is said of a matter: by drafters while it is prepared, by the head afterwards.

    `fields` are some of `DETAILS`. Who leads, who decides and by which rules stays. `seen` is the
    `digest_of_details` that the person acting had before them; raises `Conflict` if it is no
    longer so.
    """
    is_prepared = stage_of(consultation, at) == Stage.PREPARING
    may = permissions.can_draft if is_prepared else permissions.can_approve
    permissions.require(may(by, consultation, at))
    changed = [name for name in DETAILS if name in fields]
    with writing():
        standing = Consultation.objects.select_for_update().filter(
            pk=consultation.pk, withdrawn_at=None
        )
        if seen not in map(digest_of_details, standing):
            raise Conflict(_("Somebody else changed this consultation a moment ago."))
        standing.update(**{name: fields[name] for name in changed})
        partners = [department for department in joint if department.pk != consultation.lead_id]
        consultation.joint.set(partners)
        audit.record(
            verb="consultation.change", by=by, at=at, consultation=consultation, fields=changed,
            joint=[department.pk for department in partners],
        )  # fmt: skip
        outbox.write(topic="search.refresh", at=at, consultation=consultation.pk)


def publish_section(*, consultation: Consultation, section: Section, by: Any, at: datetime) -> None:
    """Make a section public, or lift its holding back. Its first instant is kept (R21).

    Publishing the notice publishes the consultation, for which a period must be scheduled.
    What the disclosure office holds back only the office shows again.
    """
    with writing():
        if section == Section.NOTICE and consultation.published_at is None:
            publish_notice(consultation, by=by, at=at)
        row, is_new = SectionPublication.objects.get_or_create(
            consultation=consultation,
            section=section,
            defaults={"published_at": at, "published_by": by},
        )
        if is_new:
            audit.record(
                verb="section.publish", by=by, at=at, consultation=consultation, subject=row,
                section=section.value,
            )  # fmt: skip
        else:
            lift(row, by=by, at=at)
        outbox.write(topic="search.refresh", at=at, consultation=consultation.pk)


def lift(row: SectionPublication, *, by: Any, at: datetime) -> bool:
    """End the holding back of a section; False if it was not held back."""
    if row.held_at is None:
        return False
    if permissions.was_office(row.held_by, row.held_at) and not permissions.is_office(by, at):
        raise UnableToPublish(
            _("The disclosure office holds this section back: %(reason)s"), reason=row.held_reason
        )
    held = SectionPublication.objects.filter(pk=row.pk, held_at=row.held_at)
    lifted = held.update(held_at=None, held_by=None, held_reason="")
    if lifted:
        audit.record(
            verb="section.restore", by=by, at=at, consultation=row.consultation, subject=row,
            section=row.section,
        )  # fmt: skip
    return bool(lifted)


def publish_notice(consultation: Consultation, *, by: Any, at: datetime) -> None:
    period = consultation.current_period
    if consultation.imported_at is None:
        if period is None:
            raise UnableToPublish(_("Schedule the comment period before publishing the notice."))
        if timezone.localdate(period.opens_at) < timezone.localdate(at):
            raise UnableToPublish(
                _("The first day of the comment period has passed. Set the period anew.")
            )
    moved = Consultation.objects.filter(pk=consultation.pk, published_at=None).update(
        published_at=at, published_by=by
    )
    if moved:
        consultation.published_at, consultation.published_by = at, by
        audit.record(verb="consultation.publish", by=by, at=at, consultation=consultation)


def hold_section(
    *, consultation: Consultation, section: Section, reason: str, by: Any, at: datetime
) -> None:
    """Withdraw a public section from view, with a reason that is shown in its place."""
    permissions.require(
        permissions.can_approve(by, consultation, at) or permissions.is_office(by, at)
    )
    if not reason.strip():
        raise UnableToPublish(_("Say why the section is held back; the reason is shown."))
    with writing():
        moved = SectionPublication.objects.filter(
            consultation=consultation, section=section, held_at=None
        ).update(held_at=at, held_by=by, held_reason=reason)
        if not moved:
            raise Conflict(_("This section is not public."))
        audit.record(
            verb="section.hold", by=by, at=at, consultation=consultation,
            section=section.value, reason=reason,
        )  # fmt: skip
        outbox.write(topic="search.refresh", at=at, consultation=consultation.pk)


def restore_section(*, consultation: Consultation, section: Section, by: Any, at: datetime) -> None:
    """Show a held-back section again."""
    permissions.require(
        permissions.can_approve(by, consultation, at) or permissions.is_office(by, at)
    )
    with writing():
        row = SectionPublication.objects.filter(consultation=consultation, section=section).first()
        if row is None or not lift(row, by=by, at=at):
            raise Conflict(_("This section is not held back."))
        outbox.write(topic="search.refresh", at=at, consultation=consultation.pk)


def withdraw(*, consultation: Consultation, reason: str, by: Any, at: datetime) -> None:
    """End a matter without a decision; its pages stay readable and say why."""
    permissions.require(
        permissions.can_approve(by, consultation, at) or permissions.is_office(by, at)
    )
    if not reason.strip():
        raise UnableToWithdraw(_("Say why the consultation is withdrawn; the reason is shown."))
    if stage_of(consultation, at) in (Stage.DECIDED, Stage.WITHDRAWN):
        raise UnableToWithdraw(_("A decided or withdrawn matter cannot be withdrawn."))
    with writing():
        moved = Consultation.objects.filter(
            pk=consultation.pk, withdrawn_at=None, decided_at=None
        ).update(withdrawn_at=at, withdrawn_by=by, withdrawal_reason=reason)
        if not moved:
            raise Conflict(_("Somebody else changed this consultation a moment ago."))
        audit.record(
            verb="consultation.withdraw", by=by, at=at, consultation=consultation, reason=reason
        )
        outbox.write(topic="search.refresh", at=at, consultation=consultation.pk)


def record_report(*, consultation: Consultation, by: Any, at: datetime) -> bool:
    """Note the first final report; called by `feedback` in its transaction. False if not first."""
    moved = Consultation.objects.filter(pk=consultation.pk, reported_at=None).update(
        reported_at=at, reported_by=by
    )
    if moved:
        audit.record(verb="consultation.report", by=by, at=at, consultation=consultation)
    return bool(moved)
