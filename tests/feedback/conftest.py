"""The form of the open matter, and an article of its public draft."""

import pytest

from consultation.enums import Section
from consultation.models import SectionPublication
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
