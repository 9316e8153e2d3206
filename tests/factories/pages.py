"""Matters with their pages, made as the desk makes them, and people who may enter the admin."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Site

from cms import access, entering, publishing
from cms.models import BackgroundPage, DraftPage, InterpretationPage, SiteIdentity
from consultation import calendar
from consultation.models import CommentPeriod, Consultation, Department, Membership
from consultation.provisions.parsing import parse_text
from tests.factories.process import make_consultation

BACKEND = "django.contrib.auth.backends.ModelBackend"
TEXT = """一、总体要求
（一）放宽落户条件。在城镇租房居住的，可以落户。（责任单位：市公安局）
1.本人及共同居住的家属。
（二）增加社区食堂。每个社区至少一处。
（三）公布办理结果。十五日内公布。"""


def make_site() -> None:
    """The page tree, the rules of procedure and the workflow of an installation."""
    call_command("bootstrap", verbosity=0)
    SiteIdentity.objects.update_or_create(
        site=Site.objects.get(is_default_site=True),
        defaults={
            "site_name": "某市人民政府", "site_domain": "www.example.gov.cn",
            "site_id_code": "3703000001", "organiser": "某市人民政府办公室",
        },
    )  # fmt: skip


def enrol_all() -> None:
    """Everybody with a membership into the groups that Wagtail asks about."""
    for membership in Membership.objects.all():
        access.enrol(membership)


def make_matter(*, lead: Department, by: Any, text: str = TEXT, **fields: Any) -> SimpleNamespace:
    """A matter in preparation with its unpublished pages; `text` is the draft's newest revision."""
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
        interpretation=InterpretationPage.objects.get(consultation=consultation),
        background=BackgroundPage.objects.get(consultation=consultation),
    )


def write(page: Any, text: str, *, by: Any) -> Any:
    """`text` as the newest revision of a legal page, its identities kept."""
    newest = newest_of(page)
    entering.enter(newest, parse_text(text))
    return newest.save_revision(user=by)


def newest_of(page: Any) -> Any:
    """The page with the words of its newest revision, read anew."""
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


def reworded(page: Any, change: Any, *, by: Any) -> Any:
    """A revision whose blocks were changed in place: `change` gets and gives raw blocks."""
    newest = newest_of(page)
    field = type(newest).body.field
    newest.body = field.to_python(change([dict(block) for block in newest.body.raw_data]))
    return newest.save_revision(user=by)


def give_period(
    consultation: Consultation, *, by: Any, at: datetime, opens: int, days: int
) -> CommentPeriod:
    """A period whose first day lies `opens` days from `at` (negative: ago)."""
    opens_at = calendar.start_of(timezone.localdate(at) + timedelta(days=opens))
    return CommentPeriod.objects.create(
        consultation=consultation, opens_at=opens_at, closes_at=opens_at + timedelta(days=days),
        scheduled_at=at, scheduled_by=by,
    )  # fmt: skip


def publish_all(matter: SimpleNamespace, *, by: Any, at: datetime) -> None:
    """Notice, draft, interpretation and background go live, each at once."""
    for page in (matter.page, matter.draft, matter.interpretation, matter.background):
        publish_newest(page, by=by, at=at)
    matter.consultation.refresh_from_db()


def publish_newest(page: Any, *, by: Any, at: datetime) -> None:
    newest = type(page).objects.get(pk=page.pk)
    newest.publish(newest.get_latest_revision(), user=by, at=at, skip_permission_checks=True)


def make_open_matter(*, lead: Department, by: Any, at: datetime, **fields: Any) -> SimpleNamespace:
    """Published three days ago, its comments open since yesterday for 31 days."""
    matter = make_matter(lead=lead, by=by, **fields)
    give_period(matter.consultation, by=by, at=at, opens=-1, days=32)
    publish_all(matter, by=by, at=at - timedelta(days=3))
    return matter
