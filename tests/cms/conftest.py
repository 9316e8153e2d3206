"""A site with its tree, its people enrolled, and clients that are logged in."""

import pytest
from django.test import Client

from tests.factories import pages


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
