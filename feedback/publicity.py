"""The gate before others read a citizen's words: findings settled, consent, a person (R40)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from consultation import audit, permissions
from consultation.errors import DomainError
from consultation.transactions import writing
from feedback import people
from feedback.enums import Resolution, Visibility
from feedback.models import Comment, Finding
from feedback.privacy.masking import mask, mask_spans
from feedback.weighing import require_fit


class UnableToPublish(DomainError):
    """Consent is missing, a finding is open, or the comment is not to be shown at all."""


class UnableToSettle(DomainError):
    """Somebody settled the finding a moment earlier, or an overruling gives no reason."""


def mask_finding(*, finding: Finding, by: Any, at: datetime) -> None:
    """Confirm a finding: its span will be masked wherever the words are shown."""
    settle(finding, Resolution.MASKED, "", by, at)


def overrule_finding(*, finding: Finding, reason: str, by: Any, at: datetime) -> None:
    """Say, with a reason, that a finding is no personal data."""
    if not reason.strip():
        raise UnableToSettle(_("Say why this is not personal data."))
    require_fit(Finding, reason=reason.strip())
    settle(finding, Resolution.OVERRULED, reason.strip(), by, at)


def settle(finding: Finding, resolution: Resolution, reason: str, by: Any, at: datetime) -> None:
    comment = finding.comment
    permissions.require(permissions.can_draft(by, comment.consultation, at))
    with writing():
        settled = Finding.objects.filter(pk=finding.pk, settled_at=None).update(
            resolution=resolution, reason=reason, settled_at=at, settled_by=by
        )
        if not settled:
            raise UnableToSettle(_("Somebody has settled this finding already."))
        audit.record(
            verb=f"finding.{resolution.value}", by=by, at=at, consultation=comment.consultation,
            subject=comment, finding=finding.pk, kind=finding.kind,
        )  # fmt: skip


def publish_comment(*, comment: Comment, by: Any, at: datetime) -> Comment:
    """Show a comment to everybody, masked. Needs its author's consent and every finding settled.

    What was withheld is shown again by whoever withheld it or by the disclosure office.
    """
    is_office = permissions.is_office(by, at)
    with writing():
        fresh = Comment.objects.select_related("consultation").get(pk=comment.pk)
        is_withheld = fresh.visibility == Visibility.WITHHELD
        permissions.require(
            permissions.can_draft(by, fresh.consultation, at) or (is_withheld and is_office)
        )
        refuse_unfit(fresh)
        if is_withheld and not is_office and fresh.withheld_by_id != by.pk:
            raise UnableToPublish(
                _("Somebody withheld this comment. They or the disclosure office show it again.")
            )
        unseen = Comment.objects.filter(
            pk=fresh.pk, withdrawn_at=None, visibility=fresh.visibility
        ).exclude(visibility=Visibility.PUBLISHED)
        shown = unseen.update(
            visibility=Visibility.PUBLISHED,
            masked_title=masked(fresh, "title"),
            masked_body=masked(fresh, "body"),
            masked_name=people.name_to_show(fresh)[:80],
            withheld_reason="",
            withheld_at=None,
            withheld_by=None,
            confirmed_at=at,
            confirmed_by=by,
        )
        if not shown:
            raise UnableToPublish(_("This comment is shown already."))
        record(fresh, "comment.shown", by, at)
    return Comment.objects.get(pk=comment.pk)


def refuse_unfit(comment: Comment) -> None:
    if not comment.consultation.shows_comments:
        raise UnableToPublish(_("This consultation does not show single comments."))
    if not comment.consents_to_text:
        raise UnableToPublish(_("The author has not agreed that the text is shown."))
    if comment.withdrawn_at:
        raise UnableToPublish(_("The comment was withdrawn by its author."))
    if comment.findings.filter(settled_at=None).exists():
        raise UnableToPublish(
            _("Personal data was found in the text. Mask each place or say why it is none.")
        )


def masked(comment: Comment, field: str) -> str:
    """The words of one field with every span masked that a person confirmed."""
    spans = comment.findings.filter(field=field, resolution=Resolution.MASKED)
    return mask_spans(getattr(comment, field), spans.values_list("start", "end"))


def withhold_comment(*, comment: Comment, reason: str, by: Any, at: datetime) -> None:
    """Keep a comment from others, or take it back, with a reason; it stays counted and answered."""
    permissions.require(
        permissions.can_draft(by, comment.consultation, at) or permissions.is_office(by, at)
    )
    if not reason.strip():
        raise UnableToPublish(_("Say why the comment is not shown."))
    require_fit(Comment, withheld_reason=reason.strip())
    with writing():
        withheld = Comment.objects.filter(pk=comment.pk).exclude(visibility=Visibility.WITHHELD)
        if not withheld.update(
            visibility=Visibility.WITHHELD, withheld_reason=reason.strip(), withheld_at=at,
            withheld_by=by, masked_title="", masked_body="", masked_name="",
        ):  # fmt: skip
            raise UnableToPublish(_("This comment is withheld already."))
        record(comment, "comment.withheld", by, at, reason=mask(reason.strip()))


def record(comment: Comment, verb: str, by: Any, at: datetime, **detail: Any) -> None:
    audit.record(
        verb=verb, by=by, at=at, consultation=comment.consultation, subject=comment, **detail
    )
