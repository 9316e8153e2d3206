from feedback.models.comment import Attachment, Comment, Finding, Respondent
from feedback.models.delivery import Delivery
from feedback.models.group import CommentGroup, GroupMember
from feedback.models.intake import IntakeKey, RateWindow
from feedback.models.kept import KeptFilter
from feedback.models.point import Point
from feedback.models.proof import Proof, ProvenComment
from feedback.models.queue import PointWords, QueueChange, QueueCount, QueueEntry
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
    "Delivery",
    "Finding",
    "GroupMember",
    "IntakeKey",
    "KeptFilter",
    "Point",
    "PointVersion",
    "PointWords",
    "Proof",
    "ProvenComment",
    "QueueChange",
    "QueueCount",
    "QueueEntry",
    "RateWindow",
    "Referral",
    "Report",
    "ReportEntry",
    "Respondent",
    "StandardReason",
    "SuggestionVerdict",
]
