import pytest

from consultation.enums import Section
from search.refresh import refresh
from tests.factories.published import make_section, make_text


@pytest.fixture
def published(open_consultation, now):
    """An open consultation whose notice and draft are public and can be found."""
    make_section(open_consultation, Section.NOTICE)
    make_section(open_consultation, Section.DRAFT)
    make_text(open_consultation, at=now)
    refresh(at=now, consultation=open_consultation.pk)
    return open_consultation
