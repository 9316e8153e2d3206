"""Reads with names."""

from typing import TYPE_CHECKING

from django.db import models

from feedback.enums import ReferralState, WorkState

if TYPE_CHECKING:
    from feedback.models import Comment, Point, Referral, Report


class CommentQuerySet(models.QuerySet["Comment"]):
    def counted(self) -> "CommentQuerySet":
        """Comments that enter the totals: neither withdrawn nor late."""
        return self.filter(withdrawn_at=None, is_late=False)


class PointQuerySet(models.QuerySet["Point"]):
    def counted(self) -> "PointQuerySet":
        """Points that enter the totals: their own and their comment's counting."""
        return self.filter(
            removed_at=None, comment__withdrawn_at=None, comment__is_late=False
        )

    def unsigned(self) -> "PointQuerySet":
        return self.exclude(state=WorkState.APPROVED)


class ReferralQuerySet(models.QuerySet["Referral"]):
    def waiting(self) -> "ReferralQuerySet":
        return self.filter(state=ReferralState.ASKED)


class ReportQuerySet(models.QuerySet["Report"]):
    def published(self) -> "ReportQuerySet":
        return self.exclude(published_at=None)
