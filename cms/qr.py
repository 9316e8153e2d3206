"""A QR code of a section's address, as SVG of our own making (R26)."""

import io

import segno
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from cms.sections import find
from consultation import clock
from consultation.enums import Section


@require_safe
def code(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    find(slug, clock.now())
    url = request.build_absolute_uri(
        reverse(f"consultation:{Section(section).value}", kwargs={"slug": slug})
    )
    out = io.BytesIO()
    segno.make(url, error="m").save(out, kind="svg", scale=6, border=4, xmldecl=False)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")
