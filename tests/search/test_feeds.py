from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from consultation import lifecycle
from consultation.enums import Section
from search.refresh import refresh
from tests.factories.process import make_consultation
from tests.factories.published import make_section, make_text

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(response):
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ET.fromstring(response.content)
    for entry in feed.iter(f"{ATOM}entry"):
        assert entry.find(f"{ATOM}id").text
        assert entry.find(f"{ATOM}updated").text
    return [
        (entry.find(f"{ATOM}title").text, entry.find(f"{ATOM}link").get("href"))
        for entry in feed.iter(f"{ATOM}entry")
    ]


def test_the_list_is_a_feed_narrowed_like_the_list(client, published, cast, now):
    day = timedelta(days=1)
    make_consultation(
        title="第二件", lead=cast.education, by=cast.min, opens_at=now + day,
        closes_at=now + 40 * day, published_at=now - 9 * day,
    )  # fmt: skip
    everything = entries(client.get("/feeds/consultations/"))
    assert [title for title, _ in everything] == [published.title, "第二件"]
    assert everything[0][1] == f"http://testserver/consultations/{published.slug}/"
    assert [title for title, _ in entries(client.get("/feeds/consultations/?state=soon"))] == [
        "第二件"
    ]
    assert client.get("/feeds/consultations/?state=nope").status_code == 400


def test_a_consultation_is_a_feed_of_its_sections(client, published, cast, now):
    address = f"/feeds/consultations/{published.slug}/"
    links = [link for _, link in entries(client.get(address))]
    home = f"http://testserver/consultations/{published.slug}"
    assert links == [f"{home}/draft/", f"{home}/"]
    lifecycle.hold_section(
        consultation=published, section=Section.DRAFT, reason="核对", by=cast.sun, at=now
    )
    assert [link for _, link in entries(client.get(address))] == [f"{home}/"]


def test_an_unpublished_consultation_has_no_feed(client, cast):
    hidden = make_consultation(lead=cast.police)
    assert client.get(f"/feeds/consultations/{hidden.slug}/").status_code == 404
    assert client.get("/feeds/consultations/nowhere/").status_code == 404


def test_results_are_a_feed(client, published):
    ((title, link),) = entries(client.get("/feeds/search/?q=落户"))
    assert title == "（一）放宽落户条件 · 户籍改革意见（征求意见稿）"
    assert link == f"http://testserver/consultations/{published.slug}/draft/#p1"


@pytest.mark.parametrize("character", ["\x0b", "\x1f", "\ufffe", "]]>", "<b>&", "\x85"])
def test_any_character_leaves_the_feed_well_formed(client, published, now, character):
    type(published).objects.update(title=f"户籍{character}改革", summary=f"甲{character}乙")
    make_text(
        published, at=now, title=f"标{character}题",
        provisions=[("article", "（一）", f"头{character}", f"落户{character}条件")],
    )  # fmt: skip
    refresh(at=now, consultation=published.pk)
    assert len(entries(client.get("/feeds/consultations/"))) == 1
    assert len(entries(client.get(f"/feeds/consultations/{published.slug}/"))) == 2
    assert len(entries(client.get("/feeds/search/", {"q": "落户"}))) == 1
    assert entries(client.get("/feeds/search/", {"q": f"甲{character}丙"})) == []


def test_a_section_published_later_comes_first(client, published, now):
    make_section(published, Section.BACKGROUND, published_at=now)
    titles = [title for title, _ in entries(client.get(f"/feeds/consultations/{published.slug}/"))]
    assert len(titles) == 3
    assert titles[0].startswith(str(Section.BACKGROUND.label))
