"""The closed matter of the police with comments, and clients of the cast."""

import pytest
from django.test import Client

from tests.factories import pages
from tests.factories.feedback import make_comment, make_point


@pytest.fixture
def site(cast):
    pages.make_site()
    pages.enrol_all()


@pytest.fixture
def as_(site, cast):
    """`as_("min")`: a client in which Min is logged in."""

    def login(name):
        client = Client()
        client.force_login(getattr(cast, name), backend=pages.BACKEND)
        return client

    return login


@pytest.fixture
def comment(closed_consultation):
    return make_comment(closed_consultation, contact="a" * 16)


@pytest.fixture
def point(comment, cast, now):
    return make_point(comment, by=cast.min, at=now)
