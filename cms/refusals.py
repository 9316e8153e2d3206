"""What no view caught and words can be found for: a refusal, a database out of reach."""

import errno
import logging
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from consultation.errors import DomainError, NotPermitted

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
logger = logging.getLogger(__name__)


class RefusalMiddleware:
    """In the admin the person returns to the form they sent, where the words are kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> Any:
        if isinstance(exception, (OperationalError, InterfaceError)):
            return out_of_reach(exception)
        if isinstance(exception, OSError) and exception.errno in FULL:
            return disk_full(request, exception)
        if not isinstance(exception, DomainError):
            return None
        if request.method == "POST" and request.path.startswith(reverse("wagtailadmin_home")):
            messages.error(request, str(exception))
            return redirect(request.path)
        code = 403 if isinstance(exception, NotPermitted) else 409
        context = {"code": code, "heading": _("This is not possible."), "words": str(exception)}
        return render(request, "refusal.html", context, status=code)


def out_of_reach(error: Exception) -> HttpResponse:
    """The database restarts or is overloaded: to be tried again, in a page that needs none."""
    logger.error("the database is out of reach", exc_info=error)
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "5"})


def disk_full(request: HttpRequest, error: OSError) -> HttpResponse:
    """The place for files takes nothing more; whoever uploads is told what it is."""
    logger.error("no file can be stored", exc_info=error)
    words = _("There is no room for files just now. Tell whoever runs the system and try later.")
    context = {"code": 507, "heading": _("The file was not stored."), "words": words}
    return render(request, "refusal.html", context, status=507)
