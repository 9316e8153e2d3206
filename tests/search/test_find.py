import pytest

from consultation import lifecycle
from consultation.enums import Section
from search.refresh import refresh
from tests.factories.process import make_consultation
from tests.factories.published import make_section, make_text

URL = "/search/"


def test_articles_are_found_with_their_place_and_marked(client, published):
    page = client.get(URL, {"q": "落户"}).content.decode()
    assert f'href="/consultations/{published.slug}/draft/#p1"' in page
    assert "（一）放宽<mark>落户</mark>条件" in page
    assert "可以<mark>落户</mark>" in page


def test_counts_beside_filters_are_what_their_links_show(client, published, cast, now):
    other = make_consultation(
        lead=cast.education, by=cast.min, opens_at=now, closes_at=now.replace(year=now.year + 1),
        published_at=now.replace(year=now.year - 1),
    )  # fmt: skip
    make_section(other, Section.DRAFT)
    make_text(other, at=now, provisions=[("article", "（一）", "", "子女随父母落户。")])
    refresh(at=now, consultation=other.pk)
    response = client.get(URL, {"q": "落户"})
    assert response.context["pager"].total == 2
    choices = [c for facet in response.context["facets"] for c in facet.choices]
    assert len(choices) >= 6
    for choice in choices:
        narrowed = client.get(choice.url).context
        assert narrowed["pager"].total == choice.count
        for inner in (c for facet in narrowed["facets"] for c in facet.choices):
            assert client.get(inner.url).context["pager"].total == inner.count


def test_results_are_not_for_robots(client, published):
    assert client.get(URL)["X-Robots-Tag"] == "noindex"
    assert client.get(URL, {"q": "落户"})["X-Robots-Tag"] == "noindex"


def test_markup_in_texts_and_words_is_shown_as_text(client, published, now):
    make_text(published, at=now, provisions=[("article", "（一）", "<b>", "<em>落户</em><script>")])
    refresh(at=now, consultation=published.pk)
    page = client.get(URL, {"q": "<script>落户"}).content.decode()
    assert "<script>" not in page
    page = client.get(URL, {"q": "落户"}).content.decode()
    assert "&lt;em&gt;<mark>落户</mark>&lt;/em&gt;" in page


def test_a_held_section_shows_neither_hit_nor_suggestion(client, published, cast, now):
    lifecycle.hold_section(
        consultation=published, section=Section.DRAFT, reason="核对", by=cast.sun, at=now
    )
    page = client.get(URL, {"q": "落户"}).content.decode()
    assert "放宽" not in page
    assert "公开文字里没有“落户”" in page


def test_nothing_to_look_for_is_said(client, db):
    assert "可以查找全部公开文字" in client.get(URL).content.decode()
    assert "没有可以查找的词" in client.get(URL, {"q": "，。！"}).content.decode()


def test_too_long_words_are_cut_and_said_to_be(client, published):
    response = client.get(URL, {"q": "落户" * 200})
    assert response.status_code == 200
    assert "只查找了前 200 个字" in response.content.decode()


@pytest.mark.parametrize("state", ["open", "soon"])
def test_results_narrow_by_the_state_of_now(client, published, state):
    response = client.get(URL, {"q": "落户", "state": state})
    assert response.context["pager"].total == (1 if state == "open" else 0)
    assert response.status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_only_reading_is_allowed(client, db, method):
    assert getattr(client, method)(URL).status_code == 405
    assert getattr(client, method)("/consultations/").status_code == 405


def test_an_english_reader_stays_in_english(client, published):
    page = client.get("/en/search/", {"q": "落户"}).content.decode()
    assert f'href="/en/consultations/{published.slug}/draft/#p1"' in page
    assert (
        f'href="/en/consultations/{published.slug}/"'
        in client.get("/en/consultations/").content.decode()
    )
    assert "Article of a draft" in page
