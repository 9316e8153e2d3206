"""What waits for a person: points to sign, questions to answer, personal data to decide on."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from consultation import permissions
from consultation.enums import Role
from consultation.models import Membership
from feedback.enums import Visibility, WorkState
from feedback.models import Comment, Finding, Point, Referral
from feedback.querysets import CommentQuerySet, PointQuerySet, ReferralQuerySet


def to_sign(user: Any, at: datetime) -> PointQuerySet:
    """Submitted points of the departments that this person heads, their own work among them."""
    headed = Membership.objects.of(user).valid_at(at).as_role(Role.APPROVER)
    return Point.objects.counted().filter(
        state=WorkState.IN_REVIEW, consultation__lead__in=headed.values("department")
    )


def to_answer(user: Any, at: datetime) -> ReferralQuerySet:
    departments = permissions.departments_of(user, at)
    return Referral.objects.waiting().filter(department__in=departments)


def overdue(user: Any, at: datetime) -> ReferralQuerySet:
    """Answers that are overdue: for the office all, for others those asked of or by them."""
    return Referral.objects.overdue_on(timezone.localdate(at)).visible_to(user, at)


def to_decide_on(user: Any, at: datetime) -> CommentQuerySet:
    """Comments with personal data that nobody has settled, or that wait to be shown."""
    unsettled = Finding.objects.filter(comment=OuterRef("pk"), settled_at=None)
    comments = Comment.objects.all()
    if not permissions.is_privacy_officer(user, at):
        comments = comments.visible_to(user, at)
    return comments.filter(Q(visibility=Visibility.PENDING) | Exists(unsettled), withdrawn_at=None)
