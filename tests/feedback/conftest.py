"""The form of the open matter with an article of its draft; the closed matter, all answered."""

import pytest

from consultation.enums import Section
from consultation.models import SectionPublication
from tests.factories.feedback import make_comment, make_point, sign
from tests.factories.forms import draft_of


@pytest.fixture
def address(open_consultation):
    return f"/consultations/{open_consultation.slug}/comment/"


@pytest.fixture
def article(open_consultation, cast, now):
    """A public draft with two articles; its first article."""
    SectionPublication.objects.create(
        consultation=open_consultation, section=Section.DRAFT, published_at=now,
        published_by=cast.min,
    )  # fmt: skip
    return draft_of(open_consultation, cast, now).provisions.in_order()[0]


@pytest.fixture
def matter(closed_consultation):
    return closed_consultation


@pytest.fixture
def answered(matter, cast, now):
    """Two comments, three points, all signed."""
    first = make_comment(matter, contact="a", channel="letter")
    second = make_comment(matter, contact="b")
    for comment, outcome in ((first, "adopted"), (second, "not_adopted"), (second, "noted")):
        point = make_point(comment, by=cast.min, at=now, topic="入学")
        sign(point, outcome, by=cast.min, signer=cast.wang, at=now)
    return matter
