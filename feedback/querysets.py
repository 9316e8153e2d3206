"""Reads with names."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.db.models.lookups import IsNull

from consultation.enums import Role
from consultation.models import Consultation, Membership
from feedback.enums import Outcome, ReferralState, Visibility, WorkState

if TYPE_CHECKING:
    from feedback.models import (
        Comment,
        CommentGroup,
        Commitment,
        GroupMember,
        Point,
        Referral,
        Report,
    )
    from feedback.models.comment import BesideComment

Row = TypeVar("Row", bound="BesideComment")


def weighed_by(user: Any, at: datetime) -> QuerySet[Consultation]:
    """The matters whose comments this person may read: lead, joint departments, the office."""
    held = Membership.objects.of(user).valid_at(at)
    own = held.as_role(Role.DRAFTER, Role.APPROVER).values("department")
    joint = Consultation.joint.through._default_manager.filter(department__in=own)
    return Consultation.objects.filter(
        Q(lead__in=own) | Q(pk__in=joint.values("consultation")) | Exists(held.as_role(Role.OFFICE))
    )


class CommentQuerySet(models.QuerySet["Comment"]):
    def counted(self) -> "CommentQuerySet":
        """Comments that enter the totals: neither withdrawn nor late."""
        return self.filter(withdrawn_at=None, is_late=False)

    def outside(self) -> "CommentQuerySet":
        """The few that enter no total, by an index of their own."""
        return self.filter(Q(withdrawn_at__isnull=False) | Q(is_late=True))

    def counted_at(self, at: datetime) -> "CommentQuerySet":
        """Comments that entered the totals at the aware instant `at`."""
        return self.filter(
            Q(withdrawn_at=None) | Q(withdrawn_at__gt=at),
            Q(entered_at=None) | Q(entered_at__lte=at),
            is_late=False,
            received_at__lte=at,
        )

    def shown_in(self, consultation: "Consultation") -> "CommentQuerySet":
        """What everybody may read of a matter, newest first."""
        shown = self.filter(
            consultation=consultation, visibility=Visibility.PUBLISHED, withdrawn_at=None
        )
        return shown.order_by("-received_at", "-pk")

    def visible_to(self, user: Any, at: datetime) -> "CommentQuerySet":
        return self.filter(consultation__in=weighed_by(user, at))

    def without_point(self) -> "CommentQuerySet":
        """Comments that nobody has split yet, or whose points were all removed."""
        kept = FilteredRelation("points", condition=Q(points__removed_at=None))
        return self.annotate(kept=kept).filter(kept=None)


class BesideQuerySet(models.QuerySet[Row]):
    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        """As `BesideComment.save` does, each gets the matter of its comment."""
        rows = list(objs)
        for row in rows:
            row.consultation_id = row.comment.consultation_id
        return super().bulk_create(rows, *args, **kwargs)


class PointQuerySet(BesideQuerySet["Point"]):
    def standing(self) -> "PointQuerySet":
        return self.filter(removed_at=None)

    def counted(self) -> "PointQuerySet":
        """Points that enter the totals: their own and their comment's counting."""
        return self.standing().filter(comment__withdrawn_at=None, comment__is_late=False)

    def counted_at(self, at: datetime) -> "PointQuerySet":
        """Points that entered the totals at the aware instant `at`."""
        return self.filter(
            Q(removed_at=None) | Q(removed_at__gt=at),
            Q(comment__withdrawn_at=None) | Q(comment__withdrawn_at__gt=at),
            Q(comment__entered_at=None) | Q(comment__entered_at__lte=at),
            comment__is_late=False,
            comment__received_at__lte=at,
            created_at__lte=at,
        )

    def signed_at(self, at: datetime | None) -> "PointQuerySet":
        """Points whose answer carries its signature, now or since before the instant `at`."""
        signed = self.filter(state=WorkState.APPROVED)
        return signed.filter(Q(approved_at=None) | Q(approved_at__lte=at)) if at else signed

    def unsigned(self) -> "PointQuerySet":
        return self.exclude(state=WorkState.APPROVED)

    def visible_to(self, user: Any, at: datetime) -> "PointQuerySet":
        return self.filter(comment__consultation__in=weighed_by(user, at))

    def untraced(self) -> "PointQuerySet":
        """Adopted in the text, but no article of the decision shows it, without a reason (R72)."""
        return self.counted().filter(
            outcome__in=Outcome.IN_THE_TEXT,
            state=WorkState.APPROVED,
            traces=None,
            untraced_reason="",
        )


class GroupQuerySet(models.QuerySet["CommentGroup"]):
    def standing(self) -> "GroupQuerySet":
        return self.filter(dissolved_at=None)

    def with_tally(self) -> "GroupQuerySet":
        """Annotate `comments` that were not withdrawn, of them `unconfirmed`, `extended` (those
        that say something of their own), `people` and `wordings`.
        """
        own = Q(members__left_at=None, members__comment__withdrawn_at=None)
        person = Case(
            When(
                members__comment__person__isnull=False,
                then=Concat(Value("p"), Cast("members__comment__person", CharField())),
            ),
            When(
                members__comment__respondent__contact_hash__gt="",
                then=Concat(Value("h"), "members__comment__respondent__contact_hash"),
            ),
            default=Concat(Value("c"), Cast("members__comment", CharField())),
            output_field=CharField(),
        )
        return self.annotate(
            comments=Count("members", filter=own),
            unconfirmed=Count("members", filter=own & Q(members__confirmed_at=None)),
            extended=Count("members", filter=own & ~Q(members__added=[])),
            wordings=Count("members__comment__body", filter=own, distinct=True),
            people=Count(person, filter=own, distinct=True)
            + Coalesce(Sum(F("members__comment__signatories") - 1, filter=own), 0),
        )


class GroupMemberQuerySet(models.QuerySet["GroupMember"]):
    def standing(self) -> "GroupMemberQuerySet":
        return self.filter(left_at=None)

    def confirmed_at_time(self, at: datetime | None) -> "GroupMemberQuerySet":
        """Confirmed memberships as they stand, or as they stood at the aware instant `at`."""
        if at is None:
            return self.standing().exclude(confirmed_at=None)
        return self.filter(Q(left_at=None) | Q(left_at__gt=at), confirmed_at__lte=at)


class ReferralQuerySet(models.QuerySet["Referral"]):
    def waiting(self) -> "ReferralQuerySet":
        return self.filter(state=ReferralState.ASKED)

    def overdue_on(self, day: date) -> "ReferralQuerySet":
        return self.waiting().filter(due_on__lt=day)

    def latest_answers(self) -> "ReferralQuerySet":
        """Of every point and department the last answer given."""
        later = self.model._default_manager.filter(
            point=OuterRef("point"),
            department=OuterRef("department"),
            state=ReferralState.ANSWERED,
            pk__gt=OuterRef("pk"),
        )
        return self.filter(~Exists(later), state=ReferralState.ANSWERED)

    def visible_to(self, user: Any, at: datetime) -> "ReferralQuerySet":
        """What a person's department was asked, and all referrals of the matters it weighs."""
        own = (
            Membership.objects.of(user)
            .valid_at(at)
            .as_role(Role.DRAFTER, Role.APPROVER)
            .values("department")
        )
        return self.filter(
            Q(department__in=own) | Q(point__comment__consultation__in=weighed_by(user, at))
        )


class ReportQuerySet(models.QuerySet["Report"]):
    def published(self) -> "ReportQuerySet":
        return self.exclude(published_at=None)

    def newest_first(self) -> "ReportQuerySet":
        """Final before interim, as their names sort, then by version, the latest first."""
        return self.order_by("kind", F("version").desc())


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def told_by(self, report: "Report") -> "CommitmentQuerySet":
        """Promises that the report made public; those of answers given later wait for the next."""
        return self.filter(Q(point=None) | Q(made_at__lte=report.published_at))

    def unfulfilled(self) -> "CommitmentQuerySet":
        return self.filter(fulfilled_at=None)

    def overdue_first(self) -> "CommitmentQuerySet":
        """Overdue, then due, then without a day, then kept; each in the order of being made."""
        is_kept = IsNull(F("fulfilled_at"), False)
        return self.order_by(is_kept, F("due_on").asc(nulls_last=True), "pk")

    def overdue_on(self, day: date) -> "CommitmentQuerySet":
        return self.unfulfilled().filter(due_on__lt=day)
