"""The fixed vocabularies of the process; groups of members are defined on their enumeration."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Section(TextChoices):
    """The eight sections of a consultation, in the order in which the public reads them."""

    NOTICE = "notice", _("Announcement")
    DRAFT = "draft", _("Full draft")
    INTERPRETATION = "interpretation", _("Interpretation")
    BACKGROUND = "background", _("Background")
    FEEDBACK = "feedback", _("Feedback on adoption")
    DELIBERATION = "deliberation", _("Deliberation")
    DECISION = "decision", _("Decision")
    COMMENT = "comment", _("Have your say")


class Stage(TextChoices):
    """Where a consultation stands at an instant; derived by `stages.stage_of`, never stored."""

    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUSPENDED = "suspended", _("Suspended")
    DECIDED = "decided", _("Decided")
    DELIBERATED = "deliberated", _("Deliberated")
    REPORTED = "reported", _("Feedback published")
    CLOSED = "closed", _("Closed, awaiting feedback")
    OPEN = "open", _("Open for comment")
    SCHEDULED = "scheduled", _("Not yet open")
    PREPARING = "preparing", _("In preparation")

    PUBLIC = nonmember(
        (
            "withdrawn", "suspended", "decided", "deliberated", "reported", "closed", "open",
            "scheduled",
        )
    )  # fmt: skip


class Role(TextChoices):
    """What a membership lets a person do for the membership's department."""

    DRAFTER = "drafter", _("Drafter")
    APPROVER = "approver", _("Approver")
    OFFICE = "office", _("Disclosure office")
    PRIVACY = "privacy", _("Privacy officer")
    ADMINISTRATOR = "administrator", _("System administrator")


class Counting(TextChoices):
    """How the days of a period are counted (R13, R15)."""

    CALENDAR = "calendar", _("calendar days, first day not counted")
    WORKING = "working", _("working days, first day not counted")


class TextKind(TextChoices):
    DRAFT = "draft", _("Draft for comment")
    DECISION = "decision", _("Decision text")


class ProvisionKind(TextChoices):
    """Levels of a legal text, outermost first; tables and figures are leaves."""

    PART = "part", _("Part")
    CHAPTER = "chapter", _("Chapter")
    SECTION = "section", _("Section")
    ARTICLE = "article", _("Article")
    ITEM = "item", _("Item")
    PARAGRAPH = "paragraph", _("Paragraph")
    TABLE = "table", _("Table")
    FIGURE = "figure", _("Figure")

    HEADINGS = nonmember(("part", "chapter", "section"))


class Relation(TextChoices):
    """What became of a provision of the draft in the decision (R11)."""

    UNCHANGED = "unchanged", _("Unchanged")
    REVISED = "revised", _("Revised")
    RENAMED = "renamed", _("Renamed")
    MERGED = "merged", _("Merged")
    SPLIT = "split", _("Split")
    MOVED = "moved", _("Moved")
    PROMOTED = "promoted", _("Promoted")
    ADDED = "added", _("Added")
    REMOVED = "removed", _("Removed")


class ChangeSource(TextChoices):
    """Why a provision changed between draft and decision (R73)."""

    COMMENTS = "comments", _("Public comments")
    MEETING = "meeting", _("Meeting")
    LEGALITY = "legality", _("Legality review")
    DEPARTMENT = "department", _("Another department")
    EDITORIAL = "editorial", _("Editorial")


class Channel(TextChoices):
    """The way in which a comment reached the department (R37)."""

    WEB = "web", _("Web form")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    PHONE = "phone", _("Telephone")
    VISIT = "visit", _("Visit")
    HEARING = "hearing", _("Hearing")
    HOTLINE = "hotline", _("12345 hotline")
    IMPORTED = "imported", _("Published elsewhere")

    OFFLINE = nonmember(("email", "letter", "phone", "visit", "hearing", "hotline"))


class DocumentType(TextChoices):
    """What kind of document the draft is to become; a facet of the list (R22)."""

    DECISION = "decision", _("Major administrative decision")
    RULE = "rule", _("Government rule")
    NORMATIVE = "normative", _("Normative document")
    PLAN = "plan", _("Plan")
    OTHER = "other", _("Other")


class DisclosureAttribute(TextChoices):
    PROACTIVE = "proactive", _("Disclosed proactively")
    ON_REQUEST = "on_request", _("Disclosed on request")
    WITHHELD = "withheld", _("Not disclosed")


class MeetingResult(TextChoices):
    PASSED = "passed", _("Passed")
    PASSED_WITH_CHANGES = "passed_with_changes", _("Passed with changes")
    DEFERRED = "deferred", _("Deferred")
    REJECTED = "rejected", _("Rejected")


class RepairKind(TextChoices):
    """What an importer found damaged (R8)."""

    PART_NUMERAL = "part_numeral", _("Numeral of a part")
    ARTICLE_NUMBER = "article_number", _("Number of an article")
    DOCUMENT_NUMBER = "document_number", _("Document number")
    DATE = "date", _("Date")
    CONTACT = "contact", _("Personal contact")


class JobState(TextChoices):
    """Where long work stands; derived from its instants."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
