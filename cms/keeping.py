"""Which pages a proxy may keep, and how long: anonymous public ones, within the second in which
they were read, and not beyond the next instant at which the clock changes what is public.

The proxy is told by `X-Accel-Expires: @second`, the last second in which it may show the page and
the only header it obeys; its key holds the host, the address and the `view` cookie. To everybody
else a page says that it must be asked for anew. `settings.PAGES_KEPT` is in seconds, 0 for never.
"""

import math
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from consultation import clock
from consultation.changes import next_change

PUBLIC = {
    "home", "wagtail_serve", "search:list", "search:find", "search:list_feed",
    "search:consultation_feed", "search:find_feed", "consultation:notice", "consultation:draft",
    "consultation:draft_version", "consultation:interpretation", "consultation:background",
    "consultation:feedback", "consultation:feedback_version", "consultation:deliberation",
    "consultation:decision", "consultation:compare", "consultation:qr", "consultation:comments",
}  # fmt: skip
# By how much clocks of web server and proxy may differ, and how long a change is looked up ahead
SKEW = LOOKED_UP = 1.0


class PublicPageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.horizon = Horizon()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (settings.PAGES_KEPT and is_anonymous(request)):
            return self.get_response(request)
        read, until = int(time.time()), self.horizon.until()
        response = self.get_response(request)
        if is_public(request, response):
            patch_vary_headers(response, ("Cookie",))
            response["Cache-Control"] = "no-cache"
            now = time.time()
            change = now + until - time.monotonic() - SKEW
            last = min(read + settings.PAGES_KEPT, change) - 1
            if last >= int(now):
                response["X-Accel-Expires"] = f"@{int(last)}"
        return response


def is_anonymous(request: HttpRequest) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and "Authorization" not in request.headers
    )


def is_public(request: HttpRequest, response: Any) -> bool:
    """Nobody's own: no cookie was set, no form token drawn, and the view said nothing else."""
    match = request.resolver_match
    return (
        match is not None
        and match.view_name in PUBLIC
        and response.status_code == 200
        and not response.cookies
        and not response.has_header("Cache-Control")
        and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META
    )


class Horizon:
    """Until when, on the monotonic clock, nothing changes by itself; looked up once a second."""

    def __init__(self) -> None:
        self.known = (-math.inf, -math.inf)

    def until(self) -> float:
        read, until = self.known
        now = time.monotonic()
        if now >= min(read + LOOKED_UP, until):
            until = self.look(now)
            self.known = now, until
        return until

    def look(self, now: float) -> float:
        try:
            at = clock.now()
            change = next_change(at)
        except DatabaseError:
            return now
        return now + (change - at).total_seconds() if change else math.inf
