"""What every public page knows: whose site it is, how it is to be shown, the other language."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from cms.display import View
from cms.keeping import is_anonymous
from cms.models import GuidancePage, SiteIdentity

_kept: dict[Any, tuple[int, Any]] = {}
NAMES = {"en": ("English", "EN"), "zh-hans": ("中文", "中文")}


def site(request: HttpRequest) -> dict[str, Any]:
    read = kept if settings.PAGES_KEPT and is_anonymous(request) else fresh
    return {
        "identity": SimpleLazyObject(lambda: read(identity)),
        "guidance": SimpleLazyObject(lambda: read(guidance)),
        "view": View.of(request),
        "other_language": other_language(request),
    }


def fresh(read: Callable[[], Any]) -> Any:
    return read()


def kept(read: Callable[[], Any]) -> Any:
    """Read once in each second of the clock, which is as long as a proxy may keep the page."""
    name, second = (read, translation.get_language()), int(time.time())
    known = _kept.get(name)
    if known is None or known[0] != second:
        known = _kept[name] = second, read()
    return known[1]


def identity() -> SiteIdentity:
    """Of the one site that an installation serves, under whatever host name it is asked."""
    return SiteIdentity.objects.filter(site__is_default_site=True).first() or SiteIdentity()


def guidance() -> list[dict[str, str]]:
    pages = GuidancePage.objects.live().order_by("path").values_list("title", "slug")
    prefix = "/en" if translation.get_language() == "en" else ""
    return [{"title": title, "href": f"{prefix}/{slug}/"} for title, slug in pages]


def other_language(request: HttpRequest) -> dict[str, str]:
    """The same address in the other interface language; `/en/…` is the English one."""
    path = request.get_full_path()
    if translation.get_language() == "en":
        code, url = settings.LANGUAGE_CODE, path.removeprefix("/en") or "/"
    else:
        code, url = "en", f"/en{path}"
    name, short = NAMES[code]
    return {
        "code": "zh-Hans" if code == "zh-hans" else code,
        "url": url,
        "name": name,
        "short": short,
    }
