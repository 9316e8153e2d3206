"""What waits for a person: points to sign, questions to answer, personal data to decide on."""

from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from consultation import permissions
from consultation.enums import Role
from consultation.models import Consultation, Membership
from feedback.enums import Visibility, WorkState
from feedback.models import Comment, Finding, Point, Referral
from feedback.querysets import PointQuerySet, ReferralQuerySet, weighed_by

EVERY = 2**62


def to_sign(user: Any, at: datetime) -> PointQuerySet:
    """Submitted points of the departments that this person heads, their own work among them."""
    headed = Membership.objects.of(user).valid_at(at).as_role(Role.APPROVER)
    submitted = Point.objects.standing().filter(
        state=WorkState.IN_REVIEW, consultation__lead__in=headed.values("department")
    )
    return submitted.exclude(comment__in=Comment.objects.outside())


def to_answer(user: Any, at: datetime) -> ReferralQuerySet:
    departments = permissions.departments_of(user, at)
    return Referral.objects.waiting().filter(department__in=departments)


def overdue(user: Any, at: datetime) -> ReferralQuerySet:
    """Answers that are overdue: for the office all, for others those asked of or by them."""
    return Referral.objects.overdue_on(timezone.localdate(at)).visible_to(user, at)


class ToDecide:
    """Comments with personal data that nobody has settled, or that wait to be shown, in the order
    in which they reached the database. They are of two kinds, none of both, and each kind has its
    index: a slice reads no more keys than lie before its end.
    """

    def __init__(self, matters: QuerySet[Consultation] | None) -> None:
        """Those of these matters; of all where none are named."""
        pending = Comment.objects.filter(visibility=Visibility.PENDING, withdrawn_at=None)
        found = Finding.objects.filter(
            settled_at=None, comment__withdrawn_at=None,
            comment__consultation=F("consultation"),
        ).exclude(comment__visibility=Visibility.PENDING)  # fmt: skip
        if matters is not None:
            pending = pending.filter(consultation__in=matters)
            found = found.filter(consultation__in=matters)
        self.parts: tuple[QuerySet[Any], ...] = (
            pending.order_by("pk").values_list("pk", flat=True),
            found.order_by("comment").values_list("comment", flat=True).distinct(),
        )

    def count(self) -> int:
        return self.counted_to(EVERY)

    def counted_to(self, most: int) -> int:
        """Of a slice, since without its order SQLite would count by another index."""
        number = 0
        for part in self.parts:
            if number < most:
                number += part[: most - number].count()
        return number

    def __getitem__(self, place: slice) -> list[Comment]:
        first = chain.from_iterable(part[: place.stop] for part in self.parts)
        keys = sorted(first)[place]
        found = Comment.objects.select_related("consultation__lead").in_bulk(keys)
        return [found[key] for key in keys]


def to_decide_on(user: Any, at: datetime) -> ToDecide:
    """The privacy officer decides with everybody, others on what their matters received."""
    return ToDecide(None if permissions.is_privacy_officer(user, at) else weighed_by(user, at))
