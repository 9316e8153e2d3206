"""Pictures and documents in the collection of a department."""

from io import BytesIO

from django.core.cache import cache
from django.core.files.base import ContentFile
from PIL import Image as Drawing
from wagtail.documents.models import Document
from wagtail.images.models import Image

from cms import access
from consultation.models import Department

CLIP = bytes(range(256)) * 8


def make_picture(department: Department, name: str = "budget.png") -> Image:
    """Wagtail caches renditions by the number of their picture, which tests use again."""
    cache.clear()
    drawn = BytesIO()
    Drawing.new("RGB", (40, 30), "red").save(drawn, "PNG")
    return Image.objects.create(
        title=name, file=ContentFile(drawn.getvalue(), name), width=40, height=30,
        collection=access.collection_of(department),
    )  # fmt: skip


def make_clip(department: Department, name: str = "clip.mp4") -> Document:
    return Document.objects.create(
        title=name, file=ContentFile(CLIP, name), collection=access.collection_of(department)
    )
