"""What a person of the department may open; everything else is not found."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from consultation import clock, permissions
from consultation.errors import DomainError
from consultation.models import Consultation
from feedback.models import Comment


def posted(request: HttpRequest) -> QueryDict:
    """What was posted, without the NUL bytes that no column can hold."""
    data = request.POST.copy()
    for name, values in list(data.lists()):
        data.setlist(name, [str(value).replace("\x00", "") for value in values])
    return data


def matter_of(request: HttpRequest, pk: int) -> tuple[Consultation, datetime]:
    """A matter that this person weighs or oversees, and the instant of the request."""
    at = clock.now()
    consultation = get_object_or_404(
        Consultation.objects.select_related("lead", "decision_body", "profile").with_clock(), pk=pk
    )
    if not permissions.can_see_desk(request.user, consultation, at):
        raise Http404
    return consultation, at


def comment_of(request: HttpRequest, pk: int) -> tuple[Comment, datetime]:
    """A comment of such a matter; the privacy officer reads comments too."""
    at = clock.now()
    comment = get_object_or_404(
        Comment.objects.select_related("consultation__lead", "consultation__profile"), pk=pk
    )
    user: Any = request.user
    if not (
        permissions.can_see_desk(user, comment.consultation, at)
        or permissions.is_privacy_officer(user, at)
    ):
        raise Http404
    return comment, at


def refuse(request: HttpRequest, refusal: DomainError) -> int:
    """Say why on the page that is shown again, and give its status."""
    messages.error(request, str(refusal))
    return 409
