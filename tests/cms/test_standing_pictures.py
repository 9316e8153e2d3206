"""A picture of a frozen text is neither replaced nor deleted, whoever asks and however."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Drawing
from wagtail.images.models import Image

from tests.factories import pages
from tests.factories.files import make_picture
from tests.factories.process import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(matter, cast):
    """Wang's own, in the draft of a matter, as its newest revision."""
    image = make_picture(cast.police, "map.png")
    image.uploaded_by_user = cast.wang
    image.save()
    pages.reworded(
        matter.draft,
        lambda blocks: [
            *blocks, {"type": "figure", "value": {"image": image.pk, "heading": "分区图"}},
        ],
        by=cast.min,
    )  # fmt: skip
    return image


@pytest.fixture
def frozen(picture, matter, cast, now):
    pages.publish_newest(matter.draft, by=cast.wang, at=now)
    return picture


@pytest.fixture(params=["wang", "root"])
def editor(request, cast, login):
    cast.root = make_user("root", is_superuser=True, is_staff=True)
    return login(getattr(cast, request.param))


def replacement():
    drawn = BytesIO()
    Drawing.new("RGB", (40, 30), "blue").save(drawn, "PNG")
    return SimpleUploadedFile("other.png", drawn.getvalue(), "image/png")


def sent(image, **fields):
    return {"title": image.title, "collection": image.collection_id, "tags": ""} | fields


def test_it_is_not_replaced_and_keeps_its_other_words(frozen, editor):
    edit = reverse("wagtailimages:edit", args=[frozen.pk])
    before = frozen.file.name
    answer = editor.post(edit, sent(frozen, file=replacement()))
    assert answer.status_code == 200
    assert "不能更换" in answer.content.decode()
    assert Image.objects.get(pk=frozen.pk).file.name == before
    editor.post(edit, sent(frozen, title="分区图"))
    assert Image.objects.get(pk=frozen.pk).title == "分区图"


@pytest.mark.parametrize("way", ["delete", "delete_multiple", "bulk"])
def test_it_is_not_deleted(frozen, editor, way):
    if way == "bulk":
        address = reverse("wagtail_bulk_action", args=["wagtailimages", "image", "delete"])
        address += f"?id={frozen.pk}"
    else:
        address = reverse(f"wagtailimages:{way}", args=[frozen.pk])
    answer = editor.post(address)
    assert answer.status_code in (302, 400)
    assert Image.objects.filter(pk=frozen.pk).exists()


def test_before_the_text_is_frozen_it_may_be_both(picture, cast, login):
    edit = reverse("wagtailimages:edit", args=[picture.pk])
    before = picture.file.name
    client = login(cast.wang)
    assert client.post(edit, sent(picture, file=replacement())).status_code == 302
    assert Image.objects.get(pk=picture.pk).file.name != before
    client.post(reverse("wagtailimages:delete", args=[picture.pk]))
    assert not Image.objects.filter(pk=picture.pk).exists()
