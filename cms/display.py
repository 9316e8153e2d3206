"""How a reader wants pages shown: large type, high contrast. One cookie, no script."""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

COOKIE = "view"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class View:
    large: bool = False
    contrast: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> "View":
        words = request.COOKIES.get(COOKIE, "").split(".")
        return cls(large="large" in words, contrast="contrast" in words)

    def cookie(self) -> str:
        words = ["large"] * self.large + ["contrast"] * self.contrast
        return ".".join(words)


@require_safe
def display(request: HttpRequest) -> HttpResponse:
    """Set one switch (`?size=large`, `?contrast=more`) and go back to a page of this site."""
    view = View.of(request)
    if "size" in request.GET:
        view = replace(view, large=request.GET["size"] == "large")
    if "contrast" in request.GET:
        view = replace(view, contrast=request.GET["contrast"] == "more")
    response = HttpResponseRedirect(local(request, request.GET.get("next", "/")))
    response["Cache-Control"] = "no-store"
    if view == View():
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            COOKIE, view.cookie(), max_age=YEAR, samesite="Lax", secure=request.is_secure()
        )
    return response


def local(request: HttpRequest, url: str) -> str:
    """`url` when it stays on this site, else the home page (H-A8)."""
    safe = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if safe and url.startswith("/") else "/"


@require_safe
def no_icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it by themselves; the page's own icon is linked in its head."""
    return HttpResponse(status=204)
