"""A legal text entered as one long text: shown as understood, saved only when asked (R3, R5)."""

import pytest
from django.urls import reverse

from consultation.models import TextVersion
from tests.factories import pages
from tests.factories.files import make_picture

pytestmark = pytest.mark.django_db

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>p.MsoNormal{mso-style-name:正文;font-family:宋体}</style></head><body>
<!--[if gte mso 9]><xml><w:WordDocument>机密</w:WordDocument></xml><![endif]-->
<p class=MsoNormal style='mso-list:l0 level1'><b>一、总体要求</b><o:p></o:p></p>
<p class=MsoNormal><span lang=EN-US style='mso-bidi-font-size:12pt'>（一）</span>放宽落户
条件。在城镇租房居住的，可以落户。（责任单位：市公安局）</p>
<p class=MsoNormal><img src="data:image/png;base64,iVBORw0KGgo=">1.本人及共同居住的家属。</p>
<p class=MsoNormal><script>alert(1)</script>（二）增加社区食堂。每个社区至少一处。</p>
<![if !supportLists]><p>（三）公布办理结果。十五日内公布。&nbsp;</p><![endif]></body></html>"""


@pytest.fixture
def address(matter):
    return reverse("desk:long_text", args=[matter.draft.pk])


def ids(page):
    return [block.id for block in pages.newest_of(page).body]


def kinds(page):
    return [block.block_type for block in pages.newest_of(page).body]


def state(page):
    newest = type(page).objects.get(pk=page.pk)
    return newest.latest_revision_id, newest.live, TextVersion.objects.count()


def test_the_preview_shows_what_is_understood_and_saves_nothing(matter, cast, login, address):
    before = state(matter.draft)
    text = pages.TEXT + "\n（四）设立咨询窗口。专人解答。"
    response = login(cast.min).post(address, {"text": text, "preview": ""})
    words = response.content.decode()
    assert response.status_code == 200
    assert "设立咨询窗口" in words.split("</form>")[-1]
    assert text.splitlines()[-1] in words
    assert state(matter.draft) == before


def test_saving_keeps_the_identity_of_what_was_there(matter, cast, login, address):
    before = ids(matter.draft)
    text = pages.TEXT + "\n（四）设立咨询窗口。专人解答。"
    login(cast.min).post(address, {"text": text, "save": ""})
    after = ids(matter.draft)
    assert after[: len(before)] == before
    assert len(after) == len(before) + 1
    newest = pages.newest_of(matter.draft)
    assert newest.latest_revision.user == cast.min
    assert not newest.live


def test_saving_twice_changes_no_identity(matter, cast, login, address):
    client = login(cast.min)
    client.post(address, {"text": pages.TEXT, "save": ""})
    first = ids(matter.draft)
    client.post(address, {"text": pages.TEXT, "save": ""})
    assert ids(matter.draft) == first


def test_text_from_word_keeps_its_structure_and_drops_the_rest(matter, cast, login, address):
    login(cast.min).post(address, {"text": WORD, "save": ""})
    assert kinds(matter.draft) == ["part", "article", "item", "article", "article"]
    newest = pages.newest_of(matter.draft)
    words = "\n".join(str(block.value) for block in newest.body)
    for rest in ("mso", "机密", "base64", "alert", "<", "o:p", "宋体"):
        assert rest not in words, rest
    article = newest.body[1].value
    assert article["responsibilities"] == "市公安局"
    assert "在城镇租房居住的，可以落户。" in article["text"]


@pytest.mark.parametrize("text", ["", "   \n", "<p></p>"])
def test_nothing_to_read_is_said_and_saves_nothing(matter, cast, login, address, text):
    before = state(matter.draft)
    response = login(cast.min).post(address, {"text": text, "save": ""})
    assert response.status_code in (200, 400, 409)
    assert "zhu" in response.content.decode()
    assert state(matter.draft) == before


def test_a_standing_text_is_not_overwritten(open_matter, cast, login):
    before = state(open_matter.draft)
    path = reverse("desk:long_text", args=[open_matter.draft.pk])
    response = login(cast.wang).post(path, {"text": pages.TEXT[:30], "save": ""}, follow=True)
    assert response.status_code == 200
    assert state(open_matter.draft) == before
    assert "征求意见" in " ".join(str(message) for message in response.context["messages"]) or (
        "征求意见" in response.content.decode()
    )


@pytest.mark.parametrize("name", ["zhao", "qian", "li", "zhou"])
def test_another_department_finds_no_such_page(matter, cast, login, address, name):
    before = state(matter.draft)
    client = login(getattr(cast, name))
    assert client.get(address).status_code == 404
    assert client.post(address, {"text": pages.TEXT, "save": ""}).status_code == 404
    assert state(matter.draft) == before


def test_only_legal_pages_are_entered_so(matter, cast, login):
    for page in (matter.page, matter.background, matter.interpretation):
        path = reverse("desk:long_text", args=[page.pk])
        assert login(cast.min).get(path).status_code == 404


def test_figures_stay_behind_their_provisions_and_it_is_said(matter, cast, login, address):
    """A pasted text holds no pictures, so what it does not say is not lost."""
    image = make_picture(cast.police, "map.png")

    def figure(heading):
        return {"type": "figure", "value": {"image": image.pk, "heading": heading}}

    def among(blocks):
        return [figure("封面"), *blocks[:3], figure("分区图"), *blocks[3:], figure("附图")]

    pages.reworded(matter.draft, among, by=cast.min)
    client = login(cast.min)
    shortened = "\n".join(pages.TEXT.splitlines()[:2] + pages.TEXT.splitlines()[3:])
    preview = client.post(address, {"text": shortened, "preview": ""}).content.decode()
    assert "3 张图保留不变" in preview
    saved = client.post(address, {"text": shortened, "save": ""}, follow=True).content.decode()
    assert "3 张图保留不变" in saved
    body = pages.newest_of(matter.draft).body
    rows = [(block.block_type, block.value.get("heading")) for block in body]
    kinds = [kind for kind, _heading in rows]
    headings = [heading for kind, heading in rows if kind == "figure"]
    assert headings == ["封面", "分区图", "附图"]
    assert kinds == ["figure", "part", "article", "figure", "article", "article", "figure"]
    assert body[3].value["image"] == image
