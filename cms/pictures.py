"""A picture in a frozen text stays as it is: it is neither replaced nor deleted (R3)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm
from wagtail.images.models import Image

from consultation.enums import ProvisionKind
from consultation.models import Provision

STANDS = _(
    "This picture stands in a published text, so it stays as it is. Upload the new one as another "
    "picture and put it into the text."
)
DELETING = ("wagtailimages:delete", "wagtailimages:delete_multiple")


def in_frozen_text(*pks: int) -> bool:
    return Provision.objects.filter(kind=ProvisionKind.FIGURE, content__image__in=pks).exists()


class PictureForm(BaseImageForm):
    def clean(self) -> Any:
        cleaned = super().clean()
        if self.instance.pk and "file" in self.changed_data and in_frozen_text(self.instance.pk):
            self.add_error("file", STANDS)
        return cleaned


class PictureMiddleware:
    """Wagtail asks nobody before it deletes a picture."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if request.method != "POST" or not match or match.view_name not in DELETING:
            return None
        if not in_frozen_text(kwargs["image_id"]):
            return None
        messages.error(request, STANDS)
        return redirect("wagtailimages:edit", kwargs["image_id"])


def refuse_in_bulk(request: HttpRequest, action: str, objects: Any) -> HttpResponse | None:
    """Deleting many at once, one of which stands."""
    pictures = [one.pk for one in objects if isinstance(one, Image)]
    if action != "delete" or not in_frozen_text(*pictures):
        return None
    messages.error(request, STANDS)
    return redirect("wagtailimages:index")
