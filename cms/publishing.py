"""The page tree of a matter, and scheduled publication in our own loop."""

import logging
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from wagtail.models import Page, PageLogEntry, Revision

from cms.models import (
    BackgroundPage,
    ConsultationIndexPage,
    ConsultationPage,
    DecisionPage,
    DraftPage,
    InterpretationPage,
)
from consultation import audit
from consultation.models import Consultation

logger = logging.getLogger(__name__)
CHILDREN: tuple[type[Page], ...] = (DraftPage, InterpretationPage, BackgroundPage)


def create_pages(*, consultation: Consultation, by: Any) -> ConsultationPage:
    """Unpublished pages for a new matter: notice, draft, interpretation, background."""
    with transaction.atomic():
        index = ConsultationIndexPage.objects.get()
        page = ConsultationPage(
            title=consultation.title, slug=consultation.slug, consultation=consultation,
            live=False, owner=by,
        )  # fmt: skip
        index.add_child(instance=page)
        page.save_revision(user=by, log_action=True)
        for kind in CHILDREN:
            add_section(page, kind, by=by)
    return page


def add_section(parent: ConsultationPage, kind: type[Page], *, by: Any, **fields: Any) -> Any:
    """One more page of a matter, not yet public."""
    title = fields.pop("title", None) or default_title(parent.consultation, kind)
    page = kind(
        title=title, consultation=parent.consultation, live=False, owner=by, slug="", **fields
    )
    parent.add_child(instance=page)
    page.save_revision(user=by, log_action=True)
    return page


def default_title(consultation: Consultation, kind: type[Page]) -> str:
    if kind in (DraftPage, DecisionPage):
        return consultation.title
    return f"{consultation.title} {kind.section.label}"  # type: ignore[attr-defined]


def publish(page: Page, *, by: Any, at: datetime) -> None:
    """Publish the newest words of a page as `by`; the page's own rules apply.

    `at` is when it became public: for words published elsewhere or long ago it lies in the past.
    """
    revision = page.save_revision(user=by)
    page.specific.publish(revision, user=by, at=at, skip_permission_checks=True)
    type(page).objects.filter(pk=page.pk, first_published_at__gt=at).update(
        first_published_at=at, last_published_at=at
    )


def publish_scheduled(*, at: datetime) -> int:
    """Publish every revision whose approved instant has come; returns how many.

    One transaction a page: a failure is logged and recorded, and never stops the next.
    """
    done = 0
    for revision in Revision.page_revisions.filter(approved_go_live_at__lte=at):
        page = revision.as_object()
        by = approver_of(revision) or revision.user
        try:
            with transaction.atomic():
                page.publish(revision, user=by, skip_permission_checks=True)
            done += 1
        except Exception as error:  # the next page must not wait for this one
            logger.exception("scheduled publication of page %s failed", page.pk)
            park(revision, page, error, by, at)
    return done


def park(revision: Revision, page: Page, error: Exception, by: Any, at: datetime) -> None:
    """Take a failed schedule off the loop and leave a trace for the desk."""
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    audit.record(
        verb="page.schedule_failed", by=by, at=at, subject=page,
        consultation=getattr(page, "consultation", None), reason=str(error)[:300],
    )  # fmt: skip


def approver_of(revision: Revision) -> Any:
    """Whoever approved the schedule of `revision`."""
    entry = (
        PageLogEntry.objects.filter(revision=revision, action="wagtail.publish.schedule")
        .order_by("-timestamp")
        .first()
    )
    return get_user_model().objects.filter(pk=entry.user_id).first() if entry else None
