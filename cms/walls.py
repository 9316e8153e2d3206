"""The walls at the door: an address of Wagtail's admin that names a page outside them is none.

Wagtail asks for permissions on most of its views; its choosers and bulk actions would still show
the title of any page whose number is given.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.models import Page

from cms.access import walled

IN_ADDRESS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
IN_QUERY = ("wagtailadmin_choose_page_chosen_multiple", "wagtail_bulk_action")


class WallMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return
        named = [str(kwargs[name]) for name in IN_ADDRESS if name in kwargs]
        if request.resolver_match and request.resolver_match.url_name in IN_QUERY:
            named += request.GET.getlist("id")
        if not named or not request.user.is_authenticated:
            return
        if not all(one.isascii() and one.isdigit() for one in named):
            raise Http404
        pages = Page.objects.filter(pk__in=[int(one[:18]) for one in named])
        if walled(pages, request.user).count() < pages.count():
            raise Http404
