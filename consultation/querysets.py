"""Reads with names."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from consultation import stages
from consultation.enums import Role, Stage

if TYPE_CHECKING:
    from consultation.models import (
        CommentPeriod,
        Consultation,
        Department,
        Job,
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
        return self.held_at(at).filter(user__is_active=True)

    def held_at(self, at: datetime) -> "MembershipQuerySet":
        """Memberships that held at `at`, whether or not the person is still here."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=at), valid_from__lte=at)

    def of(self, user: Any) -> "MembershipQuerySet":
        return self.filter(user=user)

    def as_role(self, *roles: Role) -> "MembershipQuerySet":
        return self.filter(role__in=roles)


class ProcedureProfileQuerySet(models.QuerySet["ProcedureProfile"]):
    def in_force_on(self, day: date) -> "ProcedureProfileQuerySet":
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day)


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible(self) -> "ConsultationQuerySet":
        """Published ones; a withdrawn one stays readable, marked as such."""
        return self.exclude(published_at=None)

    def with_period(self) -> "ConsultationQuerySet":
        """Annotates `opens_at` and `closes_at` of the latest round."""
        return self.annotate(
            opens_at=stages.latest_period("opens_at"), closes_at=stages.latest_period("closes_at")
        )

    def with_stage(self, at: datetime) -> "ConsultationQuerySet":
        """Annotates `stage` at the aware instant `at`, and the latest round's instants."""
        return self.with_period().annotate(stage=stages.StageAt(at))

    def in_stage(self, stage: "Stage", at: datetime) -> "ConsultationQuerySet":
        return self.with_stage(at).filter(Q(("stage", stage)))

    def open_at(self, at: datetime) -> "ConsultationQuerySet":
        return self.in_stage(Stage.OPEN, at)

    def owing_report(self, at: datetime) -> "ConsultationQuerySet":
        """Closed or later without a final report, and not withdrawn (R63)."""
        return self.with_period().filter(
            Q(("closes_at__lte", at)), published_at__lte=at, reported_at=None, withdrawn_at=None
        )

    def worked_on_by(self, departments: Iterable[int]) -> "ConsultationQuerySet":
        """Led or joined by one of the departments (ids)."""
        ids = list(departments)
        joint = self.model.joint.through.objects.filter(department__in=ids)
        return self.filter(Q(lead__in=ids) | Q(pk__in=joint.values("consultation")))

    def with_clock(self) -> "ConsultationQuerySet":
        """Prefetches what `stages.stage_of` reads."""
        return self.prefetch_related("periods", "suspensions")


class CommentPeriodQuerySet(models.QuerySet["CommentPeriod"]):
    def latest_first(self) -> "CommentPeriodQuerySet":
        return self.order_by(F("number").desc())


class TextVersionQuerySet(models.QuerySet["TextVersion"]):
    def newest_first(self) -> "TextVersionQuerySet":
        return self.order_by("-number")


class ProvisionQuerySet(models.QuerySet["Provision"]):
    def in_order(self) -> "ProvisionQuerySet":
        return self.order_by("position")


class JobQuerySet(models.QuerySet["Job"]):
    def unended(self) -> "JobQuerySet":
        return self.filter(finished_at=None, failed_at=None, cancelled_at=None)

    def ended_before(self, at: datetime) -> "JobQuerySet":
        ended = Q(finished_at__lt=at) | Q(failed_at__lt=at) | Q(cancelled_at__lt=at)
        return self.filter(ended)
