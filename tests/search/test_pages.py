"""Pages of the editors in the search: only live ones, gone at once when taken back."""

import pytest
from wagtail.models import Page

from consultation.enums import Section
from search.finding import find, suggest
from search.gathering import documents_of
from search.refresh import refresh
from tests.factories.published import make_section


class Words:
    def __init__(self, **fields):
        self.fields = fields

    def search_document(self):
        return self.fields


@pytest.fixture
def page(db):
    return Page.objects.get(depth=1).add_child(instance=Page(title="指南", slug="guide", live=True))


@pytest.fixture
def sources(monkeypatch, settings):
    """Replaces all sources by the given things, as if they came from elsewhere."""

    def use(*things):
        monkeypatch.setattr("search.sources.draft_text", lambda consultation: iter(things))
        settings.SEARCH_SOURCES = ["search.sources.draft_text"]

    return use


def guide(page, now, **fields):
    return Words(
        **{
            "key": f"page-{page.pk}", "kind": "guidance", "title": "怎样提意见",
            "body": "写下来就可以。", "url": "/guide/", "published_at": now, "page": page.pk,
        }
        | fields
    )  # fmt: skip


def test_what_belongs_to_no_matter_is_found(page, sources, now):
    sources(guide(page, now))
    refresh(at=now, consultation=None)
    assert [hit.document.url for hit in find({"q": "写下来"}, at=now).hits] == ["/guide/"]


def test_an_unpublished_page_is_gone_before_the_index_follows(page, sources, now):
    sources(guide(page, now))
    refresh(at=now, consultation=None)
    assert suggest("怎样提意见呢") == ["怎样提意见"]
    page.unpublish()
    assert find({"q": "写下来"}, at=now).hits == ()
    assert suggest("怎样提意见呢") == []


def test_a_source_cannot_show_a_section_that_is_not_public(open_consultation, sources, now):
    make_section(open_consultation, Section.NOTICE)
    common = {"title": "金丝雀", "url": "/x/", "published_at": now}
    sources(
        Words(key="a", kind="notice", section="notice", **common),
        Words(key="b", kind="background", section="background", **common),
    )
    assert [document.key for document in documents_of(open_consultation.pk)] == ["a"]
