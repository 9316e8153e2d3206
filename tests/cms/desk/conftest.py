"""The cast with their logins, and matters with pages, at the desk."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cms import access, publishing
from consultation.models import Consultation, Membership
from tests.factories.desks import make_pages
from tests.factories.process import make_consultation, make_profile


@pytest.fixture
def staff(cast):
    """The cast, enrolled in the groups that Wagtail asks about."""
    call_command("bootstrap")
    for membership in Membership.objects.all():
        access.enrol(membership)
    return cast


@pytest.fixture
def as_(staff):
    """`as_("wang")`: a client in which Wang is logged in."""

    def login(name):
        client = Client()
        client.force_login(getattr(staff, name))
        return client

    return login


@pytest.fixture
def today(now):
    return timezone.localdate(now)


@pytest.fixture
def prepared(staff, now):
    """A matter of the police with its pages, not yet scheduled."""
    return publishing.open_matter(
        slug="lifts", title="加装电梯实施细则（征求意见稿）", lead=staff.police,
        decision_body=make_consultation(lead=staff.education).decision_body,
        profile=make_profile(), by=staff.min, at=now,
    )  # fmt: skip


@pytest.fixture
def open_matter(staff, open_consultation):
    return make_pages(open_consultation, staff.min)


@pytest.fixture
def closed_matter(staff, closed_consultation):
    return make_pages(closed_consultation, staff.min)


@pytest.fixture
def reported_matter(closed_matter, staff, now):
    Consultation.objects.filter(pk=closed_matter.pk).update(
        reported_at=now - timedelta(hours=1), reported_by=staff.wang
    )
    return Consultation.objects.get(pk=closed_matter.pk)
