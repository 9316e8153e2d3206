"""A department's standard reasons: offered, retired, and never used with a blank left open."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from consultation import audit, permissions
from consultation.errors import DomainError
from consultation.models import Consultation, Department
from consultation.transactions import writing
from feedback.models import StandardReason
from feedback.reasons import checked_outcome
from feedback.weighing import require_fit

LONGEST = 2000


class UnableToOffer(DomainError):
    """The standard reason lacks its words or was retired before."""


@writing()
def offer(
    *, department: Department, name: str, text: str, outcome: str = "", by: Any, at: datetime
) -> StandardReason:
    """One more standard reason for the department's clerks; `outcome` is set with it."""
    permissions.require(permissions.can_answer_for(by, department, at))
    name, text = name.strip(), text.strip()
    if not name or not text:
        raise UnableToOffer(_("Give the standard reason a name and its words."))
    if len(text) > LONGEST:
        raise UnableToOffer(_("At most %(limit)s characters."), limit=LONGEST)
    require_fit(StandardReason, name=name)
    made = StandardReason.objects.create(
        department=department, name=name, text=text,
        outcome=checked_outcome(outcome) if outcome else "", created_at=at, created_by=by,
    )  # fmt: skip
    audit.record(verb="reason.offered", by=by, at=at, subject=made, department=department.pk)
    return made


@writing()
def retire(*, reason: StandardReason, by: Any, at: datetime) -> None:
    """Offer it no longer; answers given with it stay as they are."""
    permissions.require(permissions.can_answer_for(by, reason.department, at))
    standing = StandardReason.objects.filter(pk=reason.pk, retired_at=None)
    if standing.update(retired_at=at, retired_by=by) != 1:
        raise UnableToOffer(_("This standard reason is retired already."))
    audit.record(
        verb="reason.retired", by=by, at=at, subject=reason, department=reason.department_id
    )


def offered(consultation: Consultation) -> QuerySet[StandardReason]:
    """The standard reasons of the departments that weigh a matter."""
    departments = [consultation.lead_id, *consultation.joint.values_list("pk", flat=True)]
    found = StandardReason.objects.filter(department__in=departments, retired_at=None)
    return found.order_by("name", "pk")
