"""Settling what an import found damaged: accepted as proposed, or changed by a person (R7)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from consultation import audit, permissions
from consultation.errors import Conflict, DomainError
from consultation.models import Repair
from consultation.transactions import writing


class UnableToSettle(DomainError):
    """There are no words to settle on."""


def settle(*, repair: Repair, accepted: str, by: Any, at: datetime) -> None:
    """Record what a person says should stand there. The found text stays as it was."""
    consultation = repair.consultation
    permissions.require(
        permissions.can_draft(by, consultation, at) or permissions.is_office(by, at)
    )
    accepted = accepted.replace("\x00", "").strip()[:300]
    if not accepted:
        raise UnableToSettle(_("Write what should stand there."))
    with writing():
        moved = Repair.objects.filter(pk=repair.pk, settled_at=None).update(
            accepted=accepted, settled_at=at, settled_by=by
        )
        if not moved:
            raise Conflict(_("Somebody else settled this a moment ago."))
        audit.record(
            verb="repair.settle", by=by, at=at, consultation=consultation, subject=repair,
            found=repair.found, proposed=repair.proposed, accepted=accepted,
        )  # fmt: skip
