"""Pictures and documents are public with the page that shows them, and not a moment before."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.models import ReferenceIndex

from cms import access, publishing
from cms.models import GuidancePage, HomePage
from consultation import lifecycle
from consultation.enums import Section
from tests.factories import pages
from tests.factories.files import CLIP, make_clip, make_picture

pytestmark = pytest.mark.django_db


def show(page, kind, value, *, by):
    """Add one block to a page; its references are noted as after the commit."""
    page = type(page).objects.get(pk=page.pk)
    field = type(page).body.field
    page.body = field.to_python([*page.body.raw_data, {"type": kind, "value": value}])
    page.save()
    page.save_revision(user=by)
    ReferenceIndex.create_or_update_for_object(page)
    return page


@pytest.fixture
def picture(open_matter, cast):
    """On a further interpretation that is not public yet; with the address pages use."""
    image = make_picture(cast.police)
    image.address = image.get_rendition("width-1200").url
    page = publishing.add_section(open_matter.page, type(open_matter.interpretation), by=cast.min)
    image.page = show(page, "picture", {"image": image.pk, "description": "预算"}, by=cast.min)
    return image


def test_a_picture_is_public_with_its_page(picture, cast, client, now):
    assert client.get(picture.address).status_code == 404
    pages.publish_newest(picture.page, by=cast.wang, at=now)
    response = client.get(picture.address)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert "max-age" in response["Cache-Control"]
    words = client.get(picture.page.url).content.decode()
    assert picture.address in words


def test_it_is_gone_with_its_page_and_with_its_section(picture, cast, client, now, open_matter):
    pages.publish_newest(picture.page, by=cast.wang, at=now)
    lifecycle.hold_section(
        consultation=open_matter.consultation, section=Section.INTERPRETATION, reason="有误",
        by=cast.sun, at=now,
    )  # fmt: skip
    assert client.get(picture.address).status_code == 404


@pytest.mark.parametrize(
    ("name", "status"),
    [("min", 200), ("wang", 200), ("sun", 200), ("zhao", 404), ("li", 404), ("wu", 404)],
)
def test_before_that_it_is_for_its_own_people(picture, cast, login, name, status):
    response = login(getattr(cast, name)).get(picture.address)
    assert response.status_code == status
    if status == 200:
        assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    ["original_images/budget.png", "images/../original_images/budget.png", "images/nothing.png",
     "images/..%2foriginal_images%2fbudget.png", "documents/clip.mp4", "images/", ""],
)  # fmt: skip
def test_files_as_uploaded_have_no_address(picture, cast, client, now, path):
    make_clip(cast.police)
    pages.publish_newest(picture.page, by=cast.wang, at=now)
    assert client.get(f"/media/{path}").status_code == 404


class TestDocuments:
    @pytest.fixture
    def clip(self, open_matter, cast):
        document = make_clip(cast.police)
        page = publishing.add_section(
            open_matter.page, type(open_matter.interpretation), by=cast.min
        )
        value = {"file": document.pk, "transcript": "解说词"}
        document.page = show(page, "video", value, by=cast.min)
        return document

    def test_it_is_public_with_its_page(self, clip, cast, client, now):
        unknown = client.get("/documents/999999/clip.mp4")
        assert client.get(clip.url).status_code == unknown.status_code == 404
        for condition in ({"If-None-Match": f'"{clip.get_file_hash()}"'}, {"Range": "bytes=0-1"}):
            assert client.get(clip.url, headers=condition).status_code == 404
        pages.publish_newest(clip.page, by=cast.wang, at=now)
        response = client.get(clip.url)
        assert b"".join(response) == CLIP
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'"

    @pytest.mark.parametrize(
        ("asked", "status", "content"),
        [
            ("bytes=0-1", 206, CLIP[:2]),
            ("bytes=2040-", 206, CLIP[2040:]),
            ("bytes=-8", 206, CLIP[-8:]),
            ("bytes=-99999", 206, CLIP),
            ("bytes=0-99999", 206, CLIP),
            ("bytes=2048-", 416, b""),
            ("bytes=9-3", 416, b""),
            ("bytes=-0", 416, b""),
            ("bytes=-", 200, CLIP),
            ("bytes=0-1,5-6", 200, CLIP),
            ("bytes=١-٢", 200, CLIP),
            ("lines=1-2", 200, CLIP),
        ],
    )
    def test_a_player_reads_it_in_parts(self, clip, cast, client, now, asked, status, content):
        pages.publish_newest(clip.page, by=cast.wang, at=now)
        response = client.get(clip.url, headers={"Range": asked})
        assert response.status_code == status
        assert (b"".join(response) if response.streaming else response.content) == content
        if status == 206:
            assert response["Content-Range"].endswith(f"/{len(CLIP)}")

    def test_one_that_guidance_links_to_is_public(self, site, cast, client):
        document = make_clip(cast.police, "form.pdf")
        assert client.get(document.url).status_code == 404
        body = f'<p><a linktype="document" id="{document.pk}">表格</a></p>'
        page = HomePage.objects.get().add_child(
            instance=GuidancePage(title="办法", slug="how", body=body)
        )
        ReferenceIndex.create_or_update_for_object(page)
        assert client.get(document.url).status_code == 200

    @pytest.mark.parametrize("name", ["page.html", "drawing.svg", "run.exe", "x.pdf.js"])
    def test_only_files_that_stay_files_are_taken(self, open_matter, cast, login, name):
        collection = access.collection_of(cast.police)
        login(cast.min).post(
            "/admin/documents/add/",
            {"title": "甲", "collection": collection.pk, "files[]": ContentFile(b"x", name)},
            headers={"X-Requested-With": "XMLHttpRequest"},
        )
        assert not Document.objects.exists()


def test_a_figure_of_a_draft_is_shown_and_stays_readable(matter, cast, client, now):
    image = make_picture(cast.police, "map.png")
    pages.reworded(
        matter.draft,
        lambda blocks: [
            *blocks, {"type": "figure", "value": {"image": image.pk, "heading": "分区图"}},
        ],
        by=cast.min,
    )  # fmt: skip
    address = image.get_rendition("width-1200").url
    pages.give_period(matter.consultation, by=cast.min, at=now, opens=2, days=31)
    pages.publish_newest(matter.page, by=cast.wang, at=now)
    assert client.get(address).status_code == 404
    pages.publish_newest(matter.draft, by=cast.wang, at=now)
    words = client.get(f"/consultations/{matter.consultation.slug}/draft/").content.decode()
    assert address in words
    assert "分区图" in words
    assert client.get(address).status_code == 200


@pytest.fixture
def no_folder(settings):
    """A storage that nginx cannot read either."""
    memory = {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    settings.STORAGES = settings.STORAGES | memory
    settings.FILES_BY_NGINX = True


def test_a_picture_that_lies_in_no_folder_goes_through_the_site(
    no_folder, picture, cast, client, now
):
    assert client.get(picture.address).status_code == 404
    pages.publish_newest(picture.page, by=cast.wang, at=now)
    response = client.get(picture.address)
    assert response["Content-Type"] == "image/png"
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
