"""Pictures and files: public with the first public page that shows them, until then for staff.

Names of files can be guessed, so a file of an unpublished page must not answer to its address.
"""

import mimetypes
import re
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import FileSystemStorage
from django.db.models import F
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from django.views.static import serve
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.models import Image, Rendition
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Page, ReferenceIndex

from cms.models import SectionPage
from consultation.enums import ProvisionKind
from consultation.models import Provision, SectionPublication

KEEPERS = ["add", "change", "choose", "delete"]
BYTES = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
MINUTES = 5 * 60
# A part is read into memory: a player asks again for what follows
CHUNK = 1024 * 1024


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture as pages show it. The files as uploaded carry more than that and stay inside."""
    rendition = get_object_or_404(Rendition.objects.select_related("image"), file=f"images/{name}")
    shown = is_public(rendition.image)
    if not (shown or may_see(request.user, rendition.image, image_policy)):
        raise Http404
    response = answer(request, rendition.file)
    response["Cache-Control"] = f"max-age={MINUTES}" if shown else "private, no-store"
    return response


def answer(request: HttpRequest, file: Any) -> Any:
    """The file from its folder, by nginx where it may; from a bucket through the site."""
    if not isinstance(file.storage, FileSystemStorage):
        return FileResponse(file.open("rb"), content_type=mimetypes.guess_type(file.name)[0])
    if settings.FILES_BY_NGINX:
        return handed_over(file.name)
    return serve(request, file.name, document_root=settings.MEDIA_ROOT)


def handed_over(name: str) -> HttpResponse:
    """Let nginx read the file, from the place that docs/deploy/nginx.conf.template calls _files."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return HttpResponse(content_type=kind, headers={"X-Accel-Redirect": f"/_files/{quote(name)}"})


def document(file: Any, request: HttpRequest) -> HttpResponse | None:
    """Refuse a document that no public page shows; answer a player that asks for a part of it."""
    if not (is_public(file) or may_see(request.user, file, document_policy)):
        raise Http404
    return part_of(file, request)


def may_see(user: Any, file: Any, policy: Any) -> bool:
    return user.is_authenticated and policy.user_has_any_permission_for_instance(
        user, KEEPERS, file
    )


def is_public(file: Any) -> bool:
    """Whether a live page of a public section shows it, or a frozen text that was published."""
    used = ReferenceIndex.get_references_to(file).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    numbers = [int(number) for number in used.values_list("object_id", flat=True).distinct()]
    pages = Page.objects.live().filter(pk__in=numbers).specific()
    return any(is_shown(page) for page in pages) or (isinstance(file, Image) and is_frozen(file))


def is_shown(page: Page) -> bool:
    if not isinstance(page, SectionPage):
        return True
    return public_sections().filter(consultation=page.consultation, section=page.section).exists()


def is_frozen(image: Image) -> bool:
    figures = Provision.objects.filter(kind=ProvisionKind.FIGURE, content__image=image.pk)
    return public_sections().filter(
        consultation__texts__provisions__in=figures, section=F("consultation__texts__kind")
    ).exists()  # fmt: skip


def public_sections() -> Any:
    return SectionPublication.objects.filter(held_at=None, consultation__published_at__isnull=False)


def part_of(file: Any, request: HttpRequest) -> HttpResponse | None:
    """The range of bytes that is asked for; None where the whole is: some players refuse a video
    that cannot be read in parts.
    """
    asked = BYTES.fullmatch(request.headers.get("Range", ""))
    if asked is None or asked.groups() == ("", ""):
        return None
    size = file.file.size
    first, last = bounds(*asked.groups(), size)
    if first > last:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    with file.open_file() as stream:
        stream.seek(first)
        response = HttpResponse(
            stream.read(last - first + 1), status=206, content_type=file.content_type
        )
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["Content-Security-Policy"] = "default-src 'none'"
    response["Content-Disposition"] = file.content_disposition
    return response


def bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """First and last byte, both included; `-500` asks for the last 500."""
    start = int(first) if first else max(0, size - int(last))
    end = int(last) if first and last else size - 1
    return start, min(end, size - 1, start + CHUNK - 1)
