"""Who may do what. Tests a Membership, never a permission, so that a superuser is no exception."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from consultation.enums import Role
from consultation.errors import NotPermitted
from consultation.models import Consultation, Department, Membership


def require(condition: bool) -> None:
    """Raise `NotPermitted` unless `condition` holds."""
    if not condition:
        raise NotPermitted(_("Your memberships do not allow this."))


def holds(
    user: Any, at: datetime, roles: Iterable[Role], departments: Iterable[int] | None = None
) -> bool:
    """Whether `user` has, at `at`, one of `roles` for one of `departments` (ids; None: any)."""
    if user is None or not user.is_authenticated:
        return False
    found = Membership.objects.of(user).valid_at(at).as_role(*roles)
    if departments is not None:
        found = found.filter(department__in=departments)
    return found.exists()


def is_office(user: Any, at: datetime) -> bool:
    return holds(user, at, [Role.OFFICE])


def was_office(user: Any, at: datetime) -> bool:
    """Whether somebody acted for the disclosure office at `at`, even if they have left since."""
    return Membership.objects.of(user).held_at(at).as_role(Role.OFFICE).exists()


def is_privacy_officer(user: Any, at: datetime) -> bool:
    return holds(user, at, [Role.PRIVACY])


def is_administrator(user: Any, at: datetime) -> bool:
    return holds(user, at, [Role.ADMINISTRATOR])


def can_draft(user: Any, consultation: Consultation, at: datetime) -> bool:
    """Drafters and heads of the lead and the joint departments weigh and write."""
    roles = [Role.DRAFTER, Role.APPROVER]
    if holds(user, at, roles, [consultation.lead_id]):
        return True
    return holds(user, at, roles, consultation.joint.values_list("pk", flat=True))


def can_approve(user: Any, consultation: Consultation, at: datetime) -> bool:
    """Heads of the lead department and their deputies sign and publish (R45)."""
    return holds(user, at, [Role.APPROVER], [consultation.lead_id])


def can_publish_outcome(user: Any, consultation: Consultation, at: datetime) -> bool:
    """Meeting and decision are published by the disclosure office."""
    return is_office(user, at)


def can_see_desk(user: Any, consultation: Consultation, at: datetime) -> bool:
    return is_office(user, at) or can_draft(user, consultation, at)


def can_answer_for(user: Any, department: Department, at: datetime) -> bool:
    return holds(user, at, [Role.DRAFTER, Role.APPROVER], [department.pk])


def heads_of(department: Department, at: datetime) -> list[Any]:
    """The people with an e-mail address who sign for a department at `at`."""
    return people_of(department, at, Role.APPROVER)


def people_of(department: Department, at: datetime, *roles: Role) -> list[Any]:
    """The people with an e-mail address who hold one of `roles` (by default who draft or sign)."""
    wanted = roles or (Role.DRAFTER, Role.APPROVER)
    found = Membership.objects.filter(department=department).valid_at(at).as_role(*wanted)
    people = {one.user_id: one.user for one in found.select_related("user").order_by("pk")}
    return [user for user in people.values() if user.email]


def departments_of(user: Any, at: datetime) -> list[int]:
    """Ids of the departments for which `user` drafts or approves at `at`."""
    if user is None or not user.is_authenticated:
        return []
    found = Membership.objects.of(user).valid_at(at).as_role(Role.DRAFTER, Role.APPROVER)
    return list(found.values_list("department", flat=True).distinct())
