"""The people of a matter: who weighs it."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model

from consultation.enums import Role
from consultation.models import Consultation, Membership


def clerks(consultation: Consultation, at: datetime) -> list[Any]:
    """Who may weigh this matter at `at`, by their memberships of the lead and joint departments."""
    departments = [consultation.lead_id, *consultation.joint.values_list("pk", flat=True)]
    held = Membership.objects.valid_at(at).as_role(Role.DRAFTER, Role.APPROVER)
    held = held.filter(department__in=departments)
    return list(get_user_model().objects.filter(pk__in=held.values("user")).order_by("username"))


def name_of(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())
