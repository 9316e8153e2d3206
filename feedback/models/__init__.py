from feedback.models.comment import Attachment, Comment, Finding, Respondent
from feedback.models.group import CommentGroup, GroupMember
from feedback.models.intake import IntakeKey, RateWindow
from feedback.models.kept import KeptFilter
from feedback.models.point import Point
from feedback.models.referral import Referral
from feedback.models.report import Commitment, Report, ReportEntry
from feedback.models.standard import StandardReason
from feedback.models.suggestion import SuggestionVerdict
from feedback.models.version import PointVersion

__all__ = [
    "Attachment",
    "Comment",
    "CommentGroup",
    "Commitment",
    "Finding",
    "GroupMember",
    "IntakeKey",
    "KeptFilter",
    "Point",
    "PointVersion",
    "RateWindow",
    "Referral",
    "Report",
    "ReportEntry",
    "Respondent",
    "StandardReason",
    "SuggestionVerdict",
]
