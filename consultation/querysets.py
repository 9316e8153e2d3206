"""Reads with names."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from consultation.enums import Role

if TYPE_CHECKING:
    from consultation.models import (
        CommentPeriod,
        Consultation,
        Department,
        Membership,
        ProcedureProfile,
        Provision,
        TextVersion,
    )


class DepartmentQuerySet(models.QuerySet["Department"]):
    def active(self) -> "DepartmentQuerySet":
        return self.filter(is_active=True)

    def known_as(self, name: str) -> "DepartmentQuerySet":
        """Departments whose name, short name or alias is exactly `name` (R10)."""
        return self.filter(Q(name=name) | Q(short_name=name) | Q(aliases__name=name)).distinct()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def valid_at(self, at: datetime) -> "MembershipQuerySet":
        """Memberships of active people that hold at the aware instant `at`."""
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gt=at), valid_from__lte=at, user__is_active=True
        )

    def of(self, user: Any) -> "MembershipQuerySet":
        return self.filter(user=user)

    def as_role(self, *roles: Role) -> "MembershipQuerySet":
        return self.filter(role__in=roles)


class ProcedureProfileQuerySet(models.QuerySet["ProcedureProfile"]):
    def in_force_on(self, day: date) -> "ProcedureProfileQuerySet":
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day)


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def published(self) -> "ConsultationQuerySet":
        return self.exclude(published_at=None)


class CommentPeriodQuerySet(models.QuerySet["CommentPeriod"]):
    def latest_first(self) -> "CommentPeriodQuerySet":
        return self.order_by(F("number").desc())


class TextVersionQuerySet(models.QuerySet["TextVersion"]):
    def newest_first(self) -> "TextVersionQuerySet":
        return self.order_by("-number")


class ProvisionQuerySet(models.QuerySet["Provision"]):
    def in_order(self) -> "ProvisionQuerySet":
        return self.order_by("position")
