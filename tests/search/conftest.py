from uuid import uuid4

import pytest

from consultation.breaker import Breaker
from consultation.enums import Section
from search import copying, failover
from search.backends import copy, copy_at
from search.refresh import refresh
from tests.elastic import PATIENT, server
from tests.factories.published import make_section, make_text
from tests.factories.search import make_copy


@pytest.fixture
def published(open_consultation, now):
    """An open consultation whose notice and draft are public and can be found."""
    make_section(open_consultation, Section.NOTICE)
    make_section(open_consultation, Section.DRAFT)
    make_text(open_consultation, at=now)
    refresh(at=now, consultation=open_consultation.pk)
    return open_consultation


@pytest.fixture
def there(db, settings, monkeypatch):
    """The copy, configured for the site and not yet built."""
    settings.ELASTICSEARCH_URL = server()
    settings.ELASTICSEARCH_NAME = f"test-{uuid4().hex[:12]}"
    fresh = Breaker("Elasticsearch")
    monkeypatch.setattr(failover, "breaker", fresh)
    monkeypatch.setattr(copying, "breaker", fresh)
    backend = copy()
    monkeypatch.setattr(backend, "reader", backend.writer.options(request_timeout=PATIENT))
    yield backend
    names = list(backend.writer.indices.get(index=backend.every).body)
    if names:
        backend.writer.indices.delete(index=names)
    copy_at.cache_clear()


@pytest.fixture
def copied(there, published, now):
    make_copy(now)
    return published
