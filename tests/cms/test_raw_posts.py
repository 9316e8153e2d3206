"""Forms as no editor sends them: what is dangerous in them never reaches a page (H-R4)."""

import json
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from cms import publishing
from tests.cms.test_approval import approve, edit, form_of, is_live, said, submit
from tests.factories import pages

pytestmark = pytest.mark.django_db

EVIL = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>", "vbscript:x", "https://ok.example/\" onclick=\"x",
]  # fmt: skip
MARKUP = '<script>alert(1)</script><iframe src="//evil"></iframe><img src=x onerror=alert(1)>'
TAGS = {
    "html", "head", "meta", "title", "link", "body", "header", "footer", "main", "nav", "section",
    "article", "aside", "div", "span", "p", "a", "h1", "h2", "h3", "ol", "ul", "li", "dl", "dt",
    "dd", "b", "i", "em", "strong", "small", "br", "wbr", "time", "img", "details", "summary",
    "figure", "figcaption", "video", "table", "caption", "tbody", "tr", "td", "form", "input",
    "label", "button", "hr", "svg", "path", "g", "rect", "line", "circle", "text", "kbd", "sup",
}  # fmt: skip


class Watching(HTMLParser):
    """Notes every tag, handler and address that a public page has no business with."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        if tag not in TAGS:
            self.found.append(tag)
        for name, value in attributes:
            scheme = (value or "").strip().partition(":")[0].lower()
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                self.found.append((tag, name, value))
            is_local = "/" in scheme or ":" not in (value or "")
            is_known = is_local or scheme in ("http", "https", "mailto", "tel")
            if name in ("href", "src", "action") and not is_known:
                self.found.append((tag, name, value))


def assert_harmless(response):
    assert response.status_code == 200
    watching = Watching()
    watching.feed(response.content.decode())
    assert watching.found == []


def rich(*entities, text="一段话"):
    """A Draftail value whose text is covered by each of the given entities in turn."""
    block = {
        "key": "a", "text": text * max(1, len(entities)), "type": "unstyled", "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [
            {"offset": n * len(text), "length": len(text), "key": n} for n in range(len(entities))
        ],
    }  # fmt: skip
    named = {str(n): entity for n, entity in enumerate(entities)}
    return json.dumps({"blocks": [block], "entityMap": named})


LINKS = rich(*({"type": "LINK", "mutability": "MUTABLE", "data": {"url": url}} for url in EVIL))
PICTURE = rich(
    {"type": "IMAGE", "mutability": "IMMUTABLE", "data": {"src": "data:image/png;base64,x"}},
    {"type": "EMBED", "mutability": "IMMUTABLE", "data": {"url": "https://evil.example/v"}},
    {"type": "NOTHING", "mutability": "IMMUTABLE", "data": {"html": MARKUP}},
)
NOWHERE = rich({"type": "LINK", "mutability": "MUTABLE", "data": {}})
BROKEN = ["{", "[]", '{"blocks": 1}', '{"blocks": [{}]}', MARKUP, '"x"',
          '{"blocks": [{"text": "x", "entityRanges": [{"key": 9}]}], "entityMap": {}}']  # fmt: skip


@pytest.mark.parametrize("value", [LINKS, PICTURE, rich(text=MARKUP), NOWHERE])
def test_rich_text_comes_out_harmless(open_matter, cast, login, client, now, value):
    edit(login(cast.min), open_matter.background, body=value)
    pages.publish_newest(open_matter.background, by=cast.wang, at=now)
    response = client.get(open_matter.background.url)
    assert_harmless(response)


@pytest.mark.parametrize("value", BROKEN)
def test_a_broken_value_is_refused_and_keeps_the_page(open_matter, cast, login, value):
    before = pages.newest_of(open_matter.background).body
    response = edit(login(cast.min), open_matter.background, body=value)
    assert response.status_code == 200
    assert "不能读取" in said(response)
    assert pages.newest_of(open_matter.background).body == before


def stream(*blocks):
    found = {"body-count": str(len(blocks))}
    for index, (kind, values) in enumerate(blocks):
        stem = f"body-{index}"
        found |= {f"{stem}-deleted": "", f"{stem}-order": str(index), f"{stem}-type": kind,
                  f"{stem}-id": values.pop("id", "")}  # fmt: skip
        found |= {f"{stem}-value{name}": value for name, value in values.items()}
    return found


def test_an_interpretation_comes_out_harmless(open_matter, cast, login, client, now):
    words = stream(
        ("text", {"": LINKS}),
        ("question", {"-question": MARKUP, "-answer": LINKS}),
        ("script", {"": MARKUP}),
        ("text", {"": PICTURE}),
    )
    page = publishing.add_section(
        open_matter.page, type(open_matter.interpretation), by=cast.min, title="问答"
    )
    edit(login(cast.min), page, title=MARKUP, **words)
    pages.publish_newest(page, by=cast.wang, at=now)
    response = client.get(page.url)
    assert "一段话" in response.content.decode()
    assert_harmless(response)


class TestLegalTexts:
    @pytest.fixture
    def ready(self, matter, cast, now):
        pages.give_period(matter.consultation, by=cast.min, at=now, opens=2, days=31)
        pages.publish_newest(matter.page, by=cast.wang, at=now)
        return matter

    def test_markup_in_a_provision_is_only_words(self, ready, cast, login, client, now):
        head = login(cast.min)
        names = ("label", "heading", "text", "responsibilities", "source_text")
        values = {f"-{name}": MARKUP[:30] for name in names}
        table = {"-heading": MARKUP, "-text": f"{MARKUP}|{MARKUP}"}
        edit(head, ready.draft, **stream(("article", values), ("table", table)))
        pages.publish_newest(ready.draft, by=cast.wang, at=now)
        response = client.get(ready.draft.url)
        assert "&lt;script&gt;" in response.content.decode()
        assert_harmless(response)

    @pytest.mark.parametrize("wrong", ["", "x' onclick='y", "1", "0" * 500])
    def test_an_identity_that_is_none_is_replaced(self, ready, cast, login, now, wrong):
        words = stream(("article", {"id": wrong, "-text": "第一句。"}))
        response = edit(login(cast.min), ready.draft, **words)
        assert response.status_code == 200
        preview = reverse("wagtailadmin_pages:preview_on_edit", args=[ready.draft.pk])
        client = login(cast.min)
        client.post(preview, form_of(ready.draft) | words)
        assert client.get(preview).status_code == 200
        pages.publish_newest(ready.draft, by=cast.wang, at=now)
        (provision,) = ready.consultation.texts.get().provisions.all()
        assert provision.text == "第一句。"

    def test_one_identity_for_two_is_refused_in_words(self, ready, cast, login):
        same = pages.newest_of(ready.draft).body[0].id
        twice = stream(*(("article", {"id": same, "-text": words}) for words in ("甲。", "乙。")))
        edit(login(cast.min), ready.draft, **twice)
        submit(login(cast.min), ready.draft)
        response = approve(login(cast.wang), ready.draft)
        assert response.status_code == 200
        assert not is_live(ready.draft)
