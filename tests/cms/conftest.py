"""A site with its tree, its people enrolled, and clients that are logged in."""

import pytest
from django.test import Client

from cms.models import GuidancePage, HomePage
from consultation import clock
from search.refresh import refresh
from tests.factories import lived, pages
from tests.factories.addresses import public_paths


@pytest.fixture
def site(cast):
    """The page tree; everybody of the cast may enter the admin."""
    pages.make_site()
    pages.enrol_all()


@pytest.fixture
def login():
    """A client of a person; the lock-out's backend keeps no sessions, so the other is named."""

    def enter(user):
        client = Client()
        client.force_login(user, backend=pages.BACKEND)
        return client

    return enter


@pytest.fixture
def matter(site, cast, now):
    """Led by the police, in preparation, with a text of three articles."""
    return pages.make_matter(lead=cast.police, by=cast.min)


@pytest.fixture
def open_matter(site, cast, now):
    """Led by the police, its draft published by Wang, comments open since yesterday."""
    return pages.make_open_matter(lead=cast.police, by=cast.wang, at=now)


@pytest.fixture
def guidance(site):
    page = HomePage.objects.get().add_child(
        instance=GuidancePage(title="怎样参与", slug="how", body="<p>说明</p>")
    )
    page.save_revision().publish()
    return page


@pytest.fixture
def decided(site, cast):
    return lived.make_decided_matter(cast, clock.now())


@pytest.fixture
def paths(guidance, open_matter, decided):
    """Every public address of a site with an open and a decided matter, its words indexed."""
    for consultation in (open_matter.consultation.pk, decided.consultation.pk, None):
        refresh(at=clock.now(), consultation=consultation)
    return public_paths(open_matter, decided)
