"""Picture, speech and renewal of a challenge."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST, require_safe

from consultation import clock
from feedback import captcha, drawing, limits, speech
from feedback.privacy.crypto import keyed_hash

GONE = 410


@never_cache
@require_safe
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """The PNG of an open challenge; gone once it is spent."""
    found = captcha.lookup(key, clock.now())
    if found is None or found.kind != captcha.Kind.PICTURE:
        return HttpResponse(status=GONE)
    image = drawing.picture(found.challenge, keyed_hash("picture", key))
    return HttpResponse(image, content_type="image/png")


@never_cache
@require_safe
def spoken(request: HttpRequest, key: str) -> HttpResponse:
    """The same challenge as a WAV file in the reader's language; 503 where nothing can speak."""
    at = clock.now()
    found = captcha.lookup(key, at)
    if found is None:
        return HttpResponse(status=GONE)
    try:
        limits.count("speech", limits.origin_of(request.META, at), at)
    except limits.TooMany as error:
        return too_many(error)
    words = found.question or speech.spelled(found.challenge)
    sound = speech.speak(words, get_language() or "", keyed_hash("speech", key))
    if sound is None:
        return HttpResponse(status=503)
    return HttpResponse(sound, content_type="audio/wav")


@never_cache
@csrf_protect
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Another challenge for a form that stays open: `key`, `picture`, `speech`, `question`."""
    at = clock.now()
    try:
        limits.count("captcha", limits.origin_of(request.META, at), at)
    except limits.TooMany as error:
        return too_many(error)
    asked = request.POST.get("captcha")
    kind = captcha.Kind.QUESTION if asked == captcha.Kind.QUESTION else captcha.Kind.PICTURE
    given = captcha.issue(kind, at)
    return JsonResponse(
        {
            "key": given.key,
            "picture": reverse("feedback:picture", kwargs={"key": given.key}),
            "speech": reverse("feedback:speech", kwargs={"key": given.key}),
            "question": given.question,
        }
    )


def too_many(error: limits.TooMany) -> HttpResponse:
    response = HttpResponse(str(error), status=429, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(error.retry_after)
    return response
