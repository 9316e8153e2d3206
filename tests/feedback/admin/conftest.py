"""The closed matter of the police with comments, and clients of the cast."""

import pytest
from django.test import Client

from tests.factories import pages
from tests.factories.feedback import decide, make_comment, make_point


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


@pytest.fixture
def matter(closed_consultation, cast, now):
    """Nine comments: three unsplit, three with a new point, three with a decided one."""
    made = [make_comment(closed_consultation) for _ in range(9)]
    for one in made[3:]:
        make_point(one, by=cast.min, at=now)
    for one in made[6:]:
        decide(one.points.get(), "not_adopted", by=cast.min, at=now)
    return closed_consultation
