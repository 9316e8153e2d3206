"""One comment: the untouched original at the left, its points at the right."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation import permissions
from consultation.enums import ProvisionKind, TextKind
from consultation.errors import DomainError
from consultation.models import AuditEvent, Department, Provision
from feedback.admin.access import comment_of, posted
from feedback.admin.acts import ACTS, sentences
from feedback.admin.filters import Filters
from feedback.enums import Outcome, WorkState
from feedback.errors import PointChanged
from feedback.labels import label_of
from feedback.models import Comment, Point, Referral


@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows; POST does one act. A refusal shows the page again with the words typed."""
    shown, at = comment_of(request, pk)
    filters = Filters.of(request.GET, at)
    typed: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            with transaction.atomic():
                data = posted(request)
                ACTS[data.get("act", "")](shown, data, request.user, at)
        except KeyError:
            status = 400
            messages.error(request, _("There is no such act."))
        except PointChanged as conflict:
            status, typed = 409, typed_words(request, conflict.current)
            messages.error(request, str(conflict))
        except DomainError as refusal:
            status, typed = 409, typed_words(request, [])
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(after(request, shown, filters))
    words = context(request, shown, filters, typed, at)
    return render(request, "weighing/comment.html", words, status=status)


def typed_words(request: HttpRequest, theirs: list[Point]) -> dict[str, Any]:
    """What was typed, and beside it what somebody else saved in the meantime."""
    data = posted(request)
    names = (
        "act", "point", "text", "outcome", "reason", "legal_basis", "question",
        "promise", "promise_due", "owner", "disagreement", "topic",
    )  # fmt: skip
    words = {name: data.get(name, "") for name in names}
    return words | {"sentences": data.getlist("sentence"), "theirs": theirs}


def after(request: HttpRequest, shown: Comment, filters: Filters) -> str:
    """The same comment, or the next one of the filtered queue."""
    target = shown.pk
    if "next" in request.POST:
        target = neighbours(shown, filters)["following"] or shown.pk
    return f"{reverse('weighing:comment', args=[target])}?{filters.query}"


def neighbours(shown: Comment, filters: Filters) -> dict[str, int | None]:
    """The comments before and after in the filtered queue."""
    queue = replace(filters, unit="").comments(shown.consultation)
    same = Q(received_at=shown.received_at)
    later = queue.filter(Q(received_at__gt=shown.received_at) | same & Q(pk__gt=shown.pk))
    earlier = queue.filter(Q(received_at__lt=shown.received_at) | same & Q(pk__lt=shown.pk))
    return {
        "following": later.order_by("received_at", "pk").values_list("pk", flat=True).first(),
        "previous": earlier.order_by("-received_at", "-pk").values_list("pk", flat=True).first(),
    }


def context(
    request: HttpRequest, shown: Comment, filters: Filters, typed: dict[str, Any], at: datetime
) -> dict[str, Any]:
    consultation = shown.consultation
    user: Any = request.user
    points = list(
        shown.points.standing()
        .order_by("number")
        .select_related("assigned_to", "decided_by", "approved_by", "answered_by")
        .prefetch_related(
            "provisions", "traces", "commitments__owner",
            Prefetch("referrals", Referral.objects.select_related("department")),
        )
    )  # fmt: skip
    left = Point.objects.filter(comment__consultation=consultation).counted().unsigned()
    return neighbours(shown, filters) | {
        "consultation": consultation,
        "comment": shown,
        "findings": list(shown.findings.order_by("field", "start")),
        "attachments": list(shown.attachments.all()),
        "sentences": sentences(shown),
        "points": points,
        "label": label_of(point.outcome for point in points),
        "filters": filters,
        "typed": typed,
        "outcomes": list(enumerate(Outcome, start=1)),
        "articles": articles(shown, TextKind.DRAFT),
        "decided_articles": articles(shown, TextKind.DECISION),
        "departments": Department.objects.active().exclude(pk=consultation.lead_id).order_by("pk"),
        "editable": WorkState.EDITABLE,
        "can_draft": permissions.can_draft(user, consultation, at),
        "left": left.count(),
        "trail": AuditEvent.objects.filter(
            subject_type="feedback.point", subject_id__in=[str(point.pk) for point in points]
        )
        .select_related("by")
        .order_by("-pk")[:30],
        "at": at,
    }


def articles(shown: Comment, kind: TextKind) -> list[Provision]:
    newest = shown.consultation.texts.filter(kind=kind).newest_first()[:1]
    kinds = [ProvisionKind.ARTICLE, ProvisionKind.ITEM]
    return list(Provision.objects.filter(version__in=newest, kind__in=kinds).in_order())
