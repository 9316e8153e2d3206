"""The comment form: it keeps every word, whatever happens."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from consultation import clock, metrics
from consultation.models import Consultation
from feedback import captcha, intake, limits, speech
from feedback.carried import fresh, words_again, words_of
from feedback.forms import CommentForm
from feedback.intake import Reason, Receipt, Refusal
from feedback.matter import citable, find, find_bare, furniture
from feedback.privacy.crypto import UnableToEncrypt
from feedback.receipt_views import COOKIE, COOKIE_SECONDS

STATUS_OF = {Reason.CAPTCHA: 400, Reason.CLOSED: 409, Reason.KEY_USED: 409, Reason.TOO_MANY: 429}


@never_cache
@sensitive_post_parameters()
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, slug: str) -> HttpResponse:
    """我要发表意见: the form, or the honest page that says why there is none."""
    if request.method == "POST":
        try:
            return submitted(request, slug)
        except (OperationalError, InterfaceError):
            return busy(request)
    at = clock.now()
    consultation = find(slug, at)
    context = furniture(consultation, at)
    if not intake.takes_comments(consultation, at):
        return render(request, "feedback/closed.html", context)
    provisions = citable(consultation)
    wanted = request.GET.getlist("article")
    chosen = [str(one.pk) for one in provisions if one.anchor in wanted]
    again = words_again(request.GET.get("again", ""), consultation)
    form = CommentForm(
        initial=fresh(at) | {"articles": chosen} | again,
        consultation=consultation,
        provisions=provisions,
    )
    return filled(request, form, context)


def submitted(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer a posted form: receipt, refusal, or the same form with another captcha or article."""
    at = clock.now()
    consultation = find_bare(slug, at)
    data = words_of(request)
    asked = data.get("captcha", "")
    is_whole = data.get("act") == "whole"
    if is_whole:
        data.setlist("articles", [])
    form = CommentForm(
        data,
        consultation=consultation,
        provisions=SimpleLazyObject(lambda: citable(find(slug, at))),
        is_quiet=bool(asked) or is_whole,
    )
    if form.is_valid() and not form.is_quiet:
        return answered(request, form, consultation, at)
    context = furniture(find(slug, at), at)
    if not context["is_open"]:
        return kept(request, form, context)
    if form.is_quiet:
        return filled(request, form, context, kind=kind_of(asked), renew=bool(asked))
    metrics.REFUSED.labels("invalid").inc()
    return filled(request, form, context, status=400)


def answered(
    request: HttpRequest, form: CommentForm, consultation: Consultation, at: datetime
) -> HttpResponse:
    """Through the door with a valid form; what only a page shows is read after a refusal."""
    submission = form.submission(consultation, at, get_language() or "")
    try:
        result = intake.submit_comment(
            submission=submission, origin=limits.origin_of(request.META, at), at=at
        )
    except UnableToEncrypt as error:
        form.add_error(None, str(error))
        metrics.REFUSED.labels("no_key").inc()
        return filled(request, form, furniture(find(consultation.slug, at), at), status=503)
    if isinstance(result, Receipt):
        return to_receipt(request, submission.key, result)
    context = furniture(find(consultation.slug, at), at)
    if result.reason == Reason.CLOSED or not context["is_open"]:
        return kept(request, form, context)
    return refused(request, form, result, context)


def to_receipt(request: HttpRequest, key: UUID, receipt: Receipt) -> HttpResponse:
    """To the receipt, with a short-lived cookie that lets this browser alone see the code."""
    address = reverse("feedback:receipt", kwargs={"number": receipt.number})
    response = HttpResponseRedirect(address)
    response.status_code = 303
    response.set_signed_cookie(
        COOKIE, str(key), max_age=COOKIE_SECONDS, path=address, httponly=True, samesite="Lax",
        secure=request.is_secure(),
    )  # fmt: skip
    return response


def refused(
    request: HttpRequest, form: CommentForm, refusal: Refusal, context: dict[str, Any]
) -> HttpResponse:
    """The form again with every word, and what to do."""
    metrics.REFUSED.labels(refusal.reason).inc()
    form.add_error("captcha_text" if refusal.reason == Reason.CAPTCHA else None, refusal.message)
    if refusal.reason == Reason.KEY_USED:
        form.renew_key()
    response = filled(
        request, form, context, status=STATUS_OF[refusal.reason],
        renew=refusal.reason == Reason.CAPTCHA,
    )  # fmt: skip
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def filled(
    request: HttpRequest,
    form: CommentForm,
    context: dict[str, Any],
    *,
    status: int = 200,
    kind: captcha.Kind | None = None,
    renew: bool = False,
) -> HttpResponse:
    """The form with what was typed; 429 with every word where no challenge is to be had now."""
    context["form"] = form
    if "key" in form.errors:
        form.renew_key()
    try:
        given, typed = challenge(request, form, context["at"], kind=kind, renew=renew)
    except limits.TooMany as error:
        context["told"] = str(error)
        response = render(request, "feedback/comment.html", context, status=429)
        response["Retry-After"] = str(error.retry_after)
        return response
    context |= {
        "captcha": given,
        "captcha_typed": typed,
        "is_spoken": speech.program() is not None,
    }
    return render(request, "feedback/comment.html", context, status=status)


def challenge(
    request: HttpRequest,
    form: CommentForm,
    at: datetime,
    *,
    kind: captcha.Kind | None,
    renew: bool,
) -> tuple[captcha.Captcha, str]:
    """The challenge and what was typed for it; an unspent one stays unless another is wanted."""
    standing = captcha.lookup(str(form["captcha_key"].value() or ""), at)
    if standing and not renew:
        return standing, str(form["captcha_text"].value() or "")
    limits.count("captcha", limits.origin_of(request.META, at), at)
    kind = kind or (standing.kind if standing else None) or captcha.Kind.PICTURE
    return captcha.issue(kind, at), ""


def kept(request: HttpRequest, form: CommentForm, context: dict[str, Any]) -> HttpResponse:
    """Closed a moment ago: nothing is taken any more, every word is there to be copied (R19)."""
    metrics.REFUSED.labels(Reason.CLOSED).inc()
    context |= {"form": form, "is_kept": True}
    return render(request, "feedback/closed.html", context, status=409)


def busy(request: HttpRequest) -> HttpResponse:
    """The database answered too late or not at all: the same form, to be sent again as it is."""
    metrics.REFUSED.labels("busy").inc()
    words = words_of(request)
    visible = {name: words.pop(name, [""])[0] for name in ("title", "body")}
    hidden = [(name, value) for name, values in words.lists() for value in values]
    context = visible | {"hidden": [pair for pair in hidden if pair[0] != "csrfmiddlewaretoken"]}
    page = render_to_string("feedback/unavailable.html", context, request)
    return HttpResponse(page, status=503, headers={"Retry-After": "5"})


def kind_of(asked: str) -> captcha.Kind | None:
    return captcha.Kind(asked) if asked in set(captcha.Kind) else None


@never_cache
@sensitive_post_parameters()
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its cookie or with a stale one: what happened, and no word lost (H-C16)."""
    try:
        place = resolve(request.path_info)
    except Resolver404:
        place = None
    if request.method == "POST" and place and place.view_name == "consultation:comment":
        at = clock.now()
        consultation = find(place.kwargs["slug"], at)
        form = CommentForm(
            words_of(request),
            consultation=consultation,
            provisions=citable(consultation),
            is_quiet=True,
        )
        context = furniture(consultation, at)
        if not context["is_open"]:
            return kept(request, form, context)
        metrics.REFUSED.labels("cookie").inc()
        form.add_error(
            None,
            _(
                "Your browser did not send back the cookie of this form, so nothing was sent. "
                "Allow cookies for this site and submit once more, or use another way to comment."
            ),
        )
        return filled(request, form, context, status=403)
    return render(request, "feedback/forged.html", status=403)
