"""The vocabularies of comments, points, referrals and reports."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stance(TextChoices):
    SUPPORT = "support", _("Support")
    CHANGE = "change", _("Support with changes")
    OPPOSE = "oppose", _("Oppose")
    OTHER = "other", _("Other")


class Visibility(TextChoices):
    """Whether other people may read a comment; never its outcome."""

    PRIVATE = "private", _("Not shown")
    PENDING = "pending", _("Waiting for a check")
    PUBLISHED = "published", _("Shown with masking")
    WITHHELD = "withheld", _("Withheld with a reason")


class WorkState(TextChoices):
    """How far the work on a point has come."""

    NEW = "new", _("New")
    ASSIGNED = "assigned", _("Assigned")
    REFERRED = "referred", _("Referred")
    DRAFTED = "drafted", _("Answer drafted")
    IN_REVIEW = "in_review", _("Waiting for signature")
    APPROVED = "approved", _("Signed")
    REOPENED = "reopened", _("Reopened")

    OPEN = nonmember(("new", "assigned", "referred", "drafted", "in_review", "reopened"))
    EDITABLE = nonmember(("new", "assigned", "referred", "drafted", "reopened"))
    DECIDED = nonmember(("drafted", "reopened"))


class Outcome(TextChoices):
    """What became of a point (R48)."""

    ADOPTED = "adopted", _("Adopted")
    ADOPTED_ELSEWHERE = "adopted_elsewhere", _("Adopted in another document")
    PARTLY_ADOPTED = "partly_adopted", _("Partly adopted")
    ALREADY_COVERED = "already_covered", _("Already covered")
    NOT_ADOPTED = "not_adopted", _("Not adopted")
    DEFERRED = "deferred", _("Kept for study")
    NOTED = "noted", _("Noted, no change asked")
    OUT_OF_SCOPE = "out_of_scope", _("Outside this matter")

    WITHOUT_REASON = nonmember(("adopted", "noted"))
    IN_THE_TEXT = nonmember(("adopted", "partly_adopted"))
    FULLY_ADOPTED = nonmember(("adopted", "adopted_elsewhere"))
    DECLINED = nonmember(("not_adopted", "deferred"))
    ONLY_WHEN_ALONE = nonmember(("noted", "out_of_scope"))
    LABELS = nonmember(
        (
            "adopted", "partly_adopted", "already_covered", "not_adopted", "noted",
            "out_of_scope",
        )
    )  # fmt: skip


class ReferralState(TextChoices):
    ASKED = "asked", _("Waiting for an answer")
    ANSWERED = "answered", _("Answered")
    RETURNED = "returned", _("Returned as not theirs")
    TRANSFERRED = "transferred", _("Passed on")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ReportKind(TextChoices):
    INTERIM = "interim", _("Interim report")
    FINAL = "final", _("Final report")


class Counting(TextChoices):
    """How a report counted a comment that was received."""

    COUNTED = "counted", _("Counted")
    LATE = "late", _("Late, read but not counted")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")


class DeliveryState(TextChoices):
    """How far the mail to an author has come."""

    WAITING = "waiting", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be delivered")
    NOTHING = "nothing", _("Nothing new to tell")


class FindingKind(TextChoices):
    """Personal data that a text may hold (R40)."""

    MOBILE = "mobile", _("Mobile number")
    LANDLINE = "landline", _("Landline number")
    IDENTITY = "identity", _("Identity number")
    BANK_CARD = "bank_card", _("Bank card")
    EMAIL = "email", _("E-mail address")
    PLATE = "plate", _("Number plate")
    ADDRESS = "address", _("Address")


class Remark(TextChoices):
    """What staff should know of how a comment came in; never a reason to refuse it."""

    TRAPPED = "honeypot", _("Filled in a field that people do not see")
    FAST = "fast", _("Sent within two seconds")
    UNOPENED = "unopened", _("Sent without opening the form")
    REPEATED = "repeated", _("The same contact was used very often")
    MINOR = "minor", _("From a person under 14, with a guardian's consent")
    NO_CONTACT = "no_contact", _("No contact given")
    CONTACT_UNCLEAR = "contact_unclear", _("The contact could not be understood")


class Resolution(TextChoices):
    MASKED = "masked", _("Masked")
    OVERRULED = "overruled", _("Not personal data")


class SuggestionKind(TextChoices):
    """What the machine may propose for a point; a person takes or refuses it (R53)."""

    ARTICLE = "article", _("Article")
    TOPIC = "topic", _("Topic")
    ROUTE = "route", _("Belongs elsewhere")
    DEPARTMENT = "department", _("Ask a department")
    ANSWER = "answer", _("Answered before")
