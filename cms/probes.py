"""/healthz, /readyz and /metrics: for those who keep the site running.

They stand before host names, sessions and redirects, so that a balancer may ask by address.
"""

import ipaddress
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from consultation import clock, outbox
from feedback.limits import address_of

SECONDS = 2.0
ESSENTIAL = ("database", "migrations")
_asked: dict[str, "Asking"] = {}


class ProbeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path)
        if probe is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        response = probe(request)
        response["Cache-Control"] = "no-store"
        return response


def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """503 when a part is missing without which no page can be answered.

    What only slows or lessens (search, broker, outbox) is named and leaves the node in service;
    with `?strict` it counts as well, which is what an alarm should ask.
    """
    found = states()
    wrong = {name for name, why in found.items() if why}
    failing = wrong if "strict" in request.GET else wrong & set(ESSENTIAL)
    status = "not ready" if failing else "degraded" if wrong else "ready"
    parts = {name: why or "ok" for name, why in found.items()}
    return JsonResponse({"status": status, "parts": parts}, status=503 if failing else 200)


def states() -> dict[str, str]:
    """What is wrong with each part, "" if nothing; all are asked at once, each has `SECONDS`."""
    for name, path in settings.READINESS.items():
        if name not in _asked or not _asked[name].is_alive():  # one that hangs is not asked again
            _asked[name] = Asking(path)
            _asked[name].start()
    asking = {name: _asked[name] for name in settings.READINESS}
    until = time.monotonic() + SECONDS
    for thread in asking.values():
        thread.join(max(0.0, until - time.monotonic()))
    return {name: thread.why for name, thread in asking.items()}


class Asking(threading.Thread):
    """One question to one part; `why` is what is wrong with it."""

    def __init__(self, path: str) -> None:
        super().__init__(name=f"probe {path}", daemon=True)
        self.path = path
        self.why = f"no answer within {SECONDS:.0f} s"

    def run(self) -> None:
        try:
            self.why = import_string(self.path)()
        except Exception as error:  # what it says may hold addresses and names: its kind is enough
            self.why = type(error).__name__
        finally:
            connections.close_all()


def metrics(request: HttpRequest) -> HttpResponse:
    """For the addresses of `settings.METRICS_ALLOW`; anybody else finds nothing here."""
    if not is_allowed(request):
        return HttpResponse("not found\n", status=404, content_type="text/plain")
    here = CollectorRegistry()
    here.register(Standing())
    counted = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:  # the counts of all processes of this server
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    page = generate_latest(counted) + generate_latest(here)
    return HttpResponse(page, content_type=CONTENT_TYPE_LATEST)


def is_allowed(request: HttpRequest) -> bool:
    if "HTTP_X_FORWARDED_FOR" in request.META and not settings.TRUSTED_PROXIES:
        return False  # somebody's proxy asks for somebody
    try:
        address = ipaddress.ip_address(address_of(request.META))
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(allowed) for allowed in settings.METRICS_ALLOW)


class Standing:
    """What the database knows better than any process."""

    def collect(self) -> Iterator[Any]:
        try:
            backlog = outbox.backlog(at=clock.now())
        except DatabaseError:
            yield GaugeMetricFamily("yanlu_database_up", "Whether the database answers", value=0)
            return
        yield GaugeMetricFamily("yanlu_database_up", "Whether the database answers", value=1)
        messages = GaugeMetricFamily(
            "yanlu_outbox_messages", "Messages of the outbox", labels=["state"]
        )
        messages.add_metric(["waiting"], backlog.waiting)
        messages.add_metric(["parked"], backlog.parked)
        yield messages
        yield GaugeMetricFamily(
            "yanlu_outbox_oldest_seconds", "How long the oldest is due", value=backlog.seconds
        )


PROBES = {"/healthz": alive, "/readyz": ready, "/metrics": metrics}
