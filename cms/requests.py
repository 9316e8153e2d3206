"""Around every request: its id, how long it took, one line in the log."""

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from cms.logs import request_id
from consultation import metrics

SANE = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
METHODS = ("GET", "HEAD", "POST")
logger = logging.getLogger(__name__)


class RequestMiddleware:
    """Outermost. The id comes from the proxy's X-Request-ID if it is sane, and is given back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        name = given if SANE.fullmatch(given) else uuid4().hex
        token = request_id.set(name)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            tell(request, response, time.perf_counter() - started)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = name
        return response


def tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Addresses may hold what somebody typed, so routes are named in their stead."""
    route = request.resolver_match.view_name if request.resolver_match else ""
    method = request.method if request.method in METHODS else "other"
    metrics.REQUESTS.labels(route or "none", method, f"{response.status_code // 100}xx").observe(
        seconds
    )
    facts = {
        "route": route or "none", "method": method, "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }  # fmt: skip
    logger.info("answered", extra=facts)
