"""What a form carries with it: its key, when it was opened, which comment it corrects."""

import codecs
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core import signing
from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict

from consultation.models import Consultation
from feedback.models import Comment

OPENED, REPLACES = "feedback.opened", "feedback.replaces"
TIME_TO_CORRECT = timedelta(hours=1)


def fresh(at: datetime) -> dict[str, Any]:
    """Initial values of a form opened at `at`."""
    return {"key": uuid4(), "opened": signing.dumps(at.timestamp(), salt=OPENED)}


def correcting(comment: Comment) -> str:
    """A token with which the holder of a receipt may replace the comment within an hour."""
    return signing.dumps(comment.pk, salt=REPLACES)


def replaced(token: str) -> int | None:
    """The id of the comment that a token allows to replace; None for an old or foreign one."""
    try:
        return int(signing.loads(token, salt=REPLACES, max_age=TIME_TO_CORRECT))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def words_again(token: str, consultation: Consultation) -> dict[str, Any]:
    """Initial values for correcting the comment of a token; none for a bad one."""
    pk = replaced(token)
    comment = pk and consultation.comments.filter(pk=pk, withdrawn_at=None).first()
    if not comment:
        return {}
    return {
        "replaces": token,
        "title": comment.title,
        "body": comment.body,
        "stance": comment.stance,
        "organisation": comment.organisation,
        "publish_text": comment.consents_to_text,
        "publish_name": comment.consents_to_name,
        "tell_result": comment.wants_result,
        "articles": [str(pk) for pk in comment.provisions.values_list("pk", flat=True)],
    }


def opened_at(token: str) -> datetime | None:
    """When the form was opened; None if the token is missing or not ours."""
    try:
        return datetime.fromtimestamp(float(signing.loads(token, salt=OPENED)), tz=UTC)
    except (signing.BadSignature, ValueError, TypeError, OverflowError):
        return None


def words_of(request: HttpRequest) -> QueryDict:
    """What was posted, to be changed at will; only in UTF-8, which can always be shown again.

    Of a field sent several times the first value counts; articles alone may be several.
    """
    if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
        raise BadRequest("The form was not sent in UTF-8.")
    words = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        words.setlist(name, values if name == "articles" else values[:1])
    return words
