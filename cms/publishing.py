"""The page tree of a matter, and scheduled publication in our own loop."""

import logging
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from wagtail.models import Page, PageLogEntry, Revision

from cms.access import open_to_departments
from cms.models import (
    BackgroundPage,
    ConsultationIndexPage,
    ConsultationPage,
    DecisionPage,
    DraftPage,
    InterpretationPage,
    SectionPage,
)
from consultation import audit, lifecycle
from consultation.models import Consultation
from consultation.transactions import writing

logger = logging.getLogger(__name__)
CHILDREN: tuple[type[Page], ...] = (DraftPage, InterpretationPage, BackgroundPage)


def open_matter(*, by: Any, at: datetime, **fields: Any) -> Consultation:
    """A new matter with its process row, its pages and their permissions; all or nothing."""
    with transaction.atomic():
        consultation = lifecycle.create_consultation(by=by, at=at, **fields)
        open_to_departments(create_pages(consultation=consultation, by=by))
    return consultation


def change_matter(*, consultation: Consultation, by: Any, at: datetime, **fields: Any) -> None:
    """Change what is said of a matter; departments that join or leave gain or lose its pages."""
    with transaction.atomic():
        lifecycle.change_details(consultation=consultation, by=by, at=at, **fields)
        open_to_departments(consultation.page)  # type: ignore[attr-defined]


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


def add_once(parent: ConsultationPage, kind: Any, *, by: Any) -> Any:
    """A further page for `by`; None where the matter has the only one that it may have.

    Of two clicks in a row the second waits for the first and is given its page, still untouched.
    """
    with writing():
        Consultation.objects.select_for_update().get(pk=parent.consultation_id)
        standing = kind.objects.filter(consultation=parent.consultation_id).order_by("-pk")
        if kind.max_count_per_parent and standing.exists():
            return None
        newest = standing.filter(owner=by, live=False).first()
        if newest and not newest.body and newest.revisions.count() == 1:
            return newest
        return add_section(ConsultationPage.objects.get(pk=parent.pk), kind, by=by)


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

    One transaction a page: a failure is logged and recorded, and never stops the next. Pages
    whose time is over are unpublished in the same way.
    """
    done = 0
    for revision in Revision.page_revisions.filter(approved_go_live_at__lte=at):
        page = revision.as_object()
        by = approver_of(revision) or revision.user
        instant = {"at": at} if isinstance(page, SectionPage) else {}
        try:
            with transaction.atomic():
                page.publish(revision, user=by, skip_permission_checks=True, **instant)
            done += 1
        except Exception as error:  # the next page must not wait for this one
            logger.exception("scheduled publication of page %s failed", page.pk)
            park(revision, page, error, by, at)
    for page in Page.objects.live().filter(expire_at__lte=at).specific():
        expire(page, at)
    return done


def expire(page: Page, at: datetime) -> None:
    """Unpublish a page whose time is over, as the act of whoever published that time."""
    revision = page.live_revision
    by = approver_of(revision) or page.owner
    try:
        with transaction.atomic():
            page.unpublish(user=by, set_expired=True)
    except Exception as error:  # the next page must not wait for this one
        logger.exception("scheduled unpublication of page %s failed", page.pk)
        Page.objects.filter(pk=page.pk).update(expire_at=None)
        record_failure(page, error, by, at)


def park(revision: Revision, page: Page, error: Exception, by: Any, at: datetime) -> None:
    """Take a failed schedule off the loop and leave a trace for the desk."""
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    record_failure(page, error, by, at)


def record_failure(page: Page, error: Exception, by: Any, at: datetime) -> None:
    audit.record(
        verb="page.schedule_failed", by=by, at=at, subject=page,
        consultation=getattr(page, "consultation", None), reason=str(error)[:300],
    )  # fmt: skip


def approver_of(revision: Revision | None) -> Any:
    """Whoever published `revision` or approved its schedule, last."""
    entry = (
        PageLogEntry.objects.filter(
            revision=revision, action__in=("wagtail.publish.schedule", "wagtail.publish")
        )
        .exclude(user=None)
        .order_by("-timestamp")
        .first()
    )
    return get_user_model().objects.filter(pk=entry.user_id).first() if entry else None
