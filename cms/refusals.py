"""A refusal of the domain that no view caught: said in words, never a server error."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from consultation.errors import DomainError, NotPermitted


class RefusalMiddleware:
    """In the admin the person returns to the form they sent, where the words are kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> Any:
        if not isinstance(exception, DomainError):
            return None
        if request.method == "POST" and request.path.startswith(reverse("wagtailadmin_home")):
            messages.error(request, str(exception))
            return redirect(request.path)
        code = 403 if isinstance(exception, NotPermitted) else 409
        context = {"code": code, "heading": _("This is not possible."), "words": str(exception)}
        return render(request, "refusal.html", context, status=code)
