"""The receipt of a comment, and how far the comment has come. Nothing personal, nothing cached."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from consultation import clock
from consultation.enums import Section, Stage
from consultation.sections import report_due
from consultation.stages import stage_of
from feedback import intake, limits, receipts
from feedback.carried import correcting, words_of
from feedback.enums import DeliveryState
from feedback.forms import StatusForm
from feedback.links import is_public
from feedback.matter import closing
from feedback.models import Comment, ProvenComment
from feedback.progress import points_for_receipt
from feedback.reports import proof
from feedback.reports.words import citations

COOKIE = "receipt"
COOKIE_SECONDS = 30 * 60


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The slip with its query code, for the browser that sent the form and for half an hour."""
    held = held_receipt(request, number)
    if held is None:
        form = StatusForm(initial={"number": number})
        return render(request, "feedback/status.html", {"form": form, "column": "status"})
    return render(request, "feedback/receipt.html", held)


@never_cache
@require_safe
def receipt_text(request: HttpRequest, number: str) -> HttpResponse:
    """The same slip as a plain text to keep."""
    held = held_receipt(request, number)
    if held is None:
        return render(request, "feedback/status.html", {"form": StatusForm()}, status=403)
    response = render(
        request, "feedback/receipt.txt", held, content_type="text/plain; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{held["comment"].receipt_number}.txt"'
    return response


def held_receipt(request: HttpRequest, number: str) -> dict[str, Any] | None:
    """The context of a receipt if this browser's cookie proves that it sent the form."""
    token = request.get_signed_cookie(COOKIE, default=None, max_age=COOKIE_SECONDS)
    if not token:
        return None
    found = comments().filter(receipt_number=number, intake_key__key=UUID(token)).first()
    if found is None:
        return None
    at = clock.now()
    return {
        "comment": found,
        "consultation": found.consultation,
        "code": receipts.code_of(UUID(token), found.query_code_hash.partition("$")[0]),
        "cited": citations(found.provisions.all()),
        "version": next((one.version for one in found.provisions.all()), None),
        "closing": closing(found.period),
        "report_due": report_due(found.consultation),
        "can_withdraw": can_withdraw(found, at),
        "has_contact": bool(found.respondent.contact_hash),
        "column": "status",
    }


def comments() -> Any:
    return Comment.objects.select_related(
        "consultation__lead", "consultation__profile", "period", "respondent"
    ).prefetch_related(
        "provisions__parent__parent",
        "provisions__version",
        "consultation__periods",
        "consultation__suspensions",
        "consultation__publications",
    )


@never_cache
@sensitive_post_parameters()
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """查进度: by number and code, where each point stands; also withdrawing (R33, R36)."""
    if request.method != "POST":
        context = {"form": StatusForm(), "column": "status"}
        return render(request, "feedback/status.html", context)
    at = clock.now()
    form = StatusForm(words_of(request))
    context = {"form": form, "column": "status", "at": at}
    if not form.is_valid():
        return render(request, "feedback/status.html", context, status=400)
    origin = limits.origin_of(request.META, at)
    try:
        limits.count("status", origin, at)
    except limits.TooMany as error:
        form.add_error(None, str(error))
        response = render(request, "feedback/status.html", context, status=429)
        response["Retry-After"] = str(error.retry_after)
        return response
    found = look_up(form.cleaned_data["number"], form.cleaned_data["code"])
    if found is None:
        form.add_error(
            None,
            _("No comment has this number and code. Check both of them."),
        )
        return render(request, "feedback/status.html", context, status=400)
    limits.give_back("status", origin, at)
    if request.POST.get("act") == "proof":
        return proof_file(found, at)
    return render(request, "feedback/status.html", context | standing(request, found, at))


def look_up(number: str, code: str) -> Comment | None:
    """The comment whose receipt this is; an unknown number takes as long as a wrong code."""
    known = Comment.objects.filter(receipt_number=receipts.number_of(number))
    pk, stored = known.values_list("pk", "query_code_hash").first() or (None, "")
    right = receipts.is_code(receipts.number_of(number), code, stored)
    return comments().get(pk=pk) if pk and right else None


def standing(request: HttpRequest, found: Comment, at: datetime) -> dict[str, Any]:
    """What is shown to whoever holds the receipt, after withdrawing if that was asked."""
    outcome = ""
    if request.POST.get("act") == "withdraw":
        try:
            intake.withdraw_comment(comment=found, at=at)
            found.withdrawn_at = at
            outcome = _("The comment is withdrawn.")
        except intake.UnableToWithdraw as error:
            outcome = str(error)
    return {
        "comment": found,
        "consultation": found.consultation,
        "points": points_for_receipt(found, at),
        "proven": proof_of(found, at),
        "delivery": found.deliveries.exclude(state=DeliveryState.NOTHING).order_by("-pk").first(),
        "can_withdraw": can_withdraw(found, at),
        "correcting": correcting(found),
        "message": outcome,
    }


def proof_of(found: Comment, at: datetime) -> ProvenComment | None:
    """How the newest published report counted the comment; None while none is public."""
    if not is_public(found.consultation, Section.FEEDBACK):
        return None
    return proof.proven(found, found.consultation.reports.filter(published_at__lte=at))


def proof_file(found: Comment, at: datetime) -> HttpResponse:
    """The proof that one's comment is inside the count, to keep and to check offline."""
    row = proof_of(found, at)
    if row is None:
        return HttpResponse(_("No report has been published yet."), status=409)
    indented = {"indent": 1, "ensure_ascii": False}
    response = JsonResponse(proof.inclusion(row), json_dumps_params=indented)
    response["Content-Disposition"] = f'attachment; filename="proof-{found.receipt_number}.json"'
    return response


def can_withdraw(found: Comment, at: datetime) -> bool:
    return found.withdrawn_at is None and stage_of(found.consultation, at) == Stage.OPEN
