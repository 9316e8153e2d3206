"""Promises made in answers, public from the report on until they are kept (R66)."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from consultation import audit, permissions
from consultation.errors import Conflict, DomainError
from consultation.models import Consultation, Department
from consultation.transactions import writing
from feedback.models import Commitment, Point
from feedback.weighing import lock, require_fit


class UnableToPromise(DomainError):
    """The promise lacks its words, or cannot be kept twice."""


@writing()
def make(
    *,
    consultation: Consultation,
    text: str,
    owner: Department,
    due_on: date | None = None,
    point: Point | None = None,
    by: Any,
    at: datetime,
) -> Commitment:
    """Promise something in an answer. `due_on` may be open, but then says so in public."""
    consultation = lock(consultation.pk)
    permissions.require(permissions.can_draft(by, consultation, at))
    if not (text := text.strip()) or len(text) > 300:
        raise UnableToPromise(_("Say in at most 300 characters what is promised."))
    if point is not None and point.comment.consultation_id != consultation.pk:
        raise UnableToPromise(_("The point belongs to another matter."))
    commitment = Commitment.objects.create(
        consultation=consultation, point=point, text=text, owner=owner, due_on=due_on,
        made_at=at, made_by=by,
    )  # fmt: skip
    audit.record(
        verb="commitment.made", by=by, at=at, consultation=consultation, subject=commitment,
        owner=owner.pk, due_on=due_on.isoformat() if due_on else None,
        point=point.pk if point else None,
    )  # fmt: skip
    return commitment


@writing()
def fulfil(
    *, commitment: Commitment, fulfilment: str, url: str = "", by: Any, at: datetime
) -> Commitment:
    """Say how the promise was kept; by the department that owns it or the one that leads."""
    commitment = Commitment.objects.select_related("consultation", "owner").get(pk=commitment.pk)
    permissions.require(
        permissions.can_answer_for(by, commitment.owner, at)
        or permissions.can_draft(by, commitment.consultation, at)
    )
    if not (fulfilment := fulfilment.strip()) or len(fulfilment) > 300:
        raise UnableToPromise(_("Say in at most 300 characters how the promise was kept."))
    if url and not url.startswith(("https://", "http://")):
        raise UnableToPromise(_("Give a full web address, beginning with https://."))
    require_fit(Commitment, fulfilment_url=url)
    unkept = Commitment.objects.unfulfilled().filter(pk=commitment.pk)
    if (
        unkept.update(fulfilment=fulfilment, fulfilment_url=url, fulfilled_at=at, fulfilled_by=by)
        != 1
    ):
        raise Conflict(_("Somebody else has already recorded that this promise was kept."))
    audit.record(
        verb="commitment.fulfilled", by=by, at=at, consultation=commitment.consultation,
        subject=commitment, url=url,
    )  # fmt: skip
    commitment.refresh_from_db()
    return commitment
