"""The page tree, and matters with pages: written and published as editors do it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from cms import access, entering, publishing
from cms.models import BackgroundPage, DraftPage
from consultation import calendar, lifecycle
from consultation.enums import Section
from consultation.models import CommentPeriod, Consultation, Department, Membership
from tests.factories.process import make_consultation

BACKEND = "django.contrib.auth.backends.ModelBackend"
TEXT = """一、总体要求
（一）放宽落户条件。在城镇租房居住的，可以落户。
1.本人及共同居住的家属。
（二）增加养老服务。每个街道设一处社区食堂。
（三）公布办理期限。收到申请后十五日内办结。"""


def make_site() -> None:
    call_command("bootstrap")


def enrol_all() -> None:
    """Everybody who holds a membership may enter the admin."""
    for membership in Membership.objects.all():
        access.enrol(membership)


def make_matter(*, lead: Department, by: Any, text: str = TEXT, **fields: Any) -> Any:
    """In preparation, with its pages; `text` is the draft's newest revision."""
    consultation = make_consultation(lead=lead, by=by, **fields)
    page = publishing.create_pages(consultation=consultation, by=by)
    access.open_to_departments(page)
    draft = DraftPage.objects.get(consultation=consultation)
    if text:
        write(draft, text, by=by)
    return SimpleNamespace(
        consultation=consultation,
        page=page,
        draft=DraftPage.objects.get(pk=draft.pk),
        background=BackgroundPage.objects.get(consultation=consultation),
    )


def make_open_matter(*, lead: Department, by: Any, at: datetime) -> Any:
    """Notice and draft published two days ago, comments open since yesterday for a month."""
    matter = make_matter(lead=lead, by=by)
    today = timezone.localdate(at)
    before = at - timedelta(days=2)
    CommentPeriod.objects.create(
        consultation=matter.consultation,
        opens_at=calendar.start_of(today - timedelta(days=1)),
        closes_at=calendar.midnight_after(today + timedelta(days=30)),
        scheduled_at=before,
        scheduled_by=by,
    )
    for page in (matter.page, matter.draft):
        publish_newest(page, by=by, at=before)
    lifecycle.publish_section(
        consultation=matter.consultation, section=Section.NOTICE, by=by, at=before
    )
    matter.consultation = Consultation.objects.get(pk=matter.consultation.pk)
    matter.page = type(matter.page).objects.get(pk=matter.page.pk)
    matter.draft = DraftPage.objects.get(pk=matter.draft.pk)
    return matter


def write(page: Any, text: str, *, by: Any) -> Any:
    """Enter `text` as the newest revision of `page`, which is returned."""
    newest = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    entering.enter(newest, entering.understood(text))
    return newest.save_revision(user=by)


def newest_of(page: Any) -> Any:
    """The page with the words of its newest revision, read anew."""
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


def reworded(page: Any, change: Callable[[list[Any]], list[Any]], *, by: Any) -> Any:
    """A revision whose raw blocks are what `change` makes of them."""
    newest = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    newest.body = type(page).body.field.to_python(change(list(newest.body.raw_data)))
    return newest.save_revision(user=by)


def publish_newest(page: Any, *, by: Any, at: datetime) -> None:
    fresh = type(page).objects.get(pk=page.pk)
    fresh.publish(fresh.get_latest_revision(), user=by, at=at, skip_permission_checks=True)
