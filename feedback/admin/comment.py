"""One comment: the untouched original at the left, its points at the right."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consultation import permissions
from consultation.enums import TextKind
from consultation.errors import DomainError
from consultation.models import Department, Provision
from consultation.transactions import writing
from feedback import bundles, presence, standard_reasons, suggestions, undo
from feedback.admin.access import comment_of, posted, refuse
from feedback.admin.acts import ACTS, articles_of, number, sentences
from feedback.admin.filters import Filters, is_key
from feedback.admin.marking import lines_of
from feedback.admin.numbers import are_few
from feedback.admin.paging import COUNTED, shown
from feedback.admin.staff import clerks, name_of
from feedback.admin.trail import trails
from feedback.enums import Outcome, SuggestionKind, WorkState
from feedback.errors import PointChanged
from feedback.labels import label_of
from feedback.models import Comment, GroupMember, Point, Referral, SuggestionVerdict

WORDS = (
    "act", "point", "text", "topic", "outcome", "reason", "legal_basis", "question", "promise",
    "promise_due", "owner", "department", "disagreement", "why", "passage",
)  # fmt: skip
LONG_WORDS = ("text", "reason", "legal_basis", "question", "promise", "disagreement", "why")


@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows; POST does one act. A refusal shows the page again with the words typed."""
    found, at = comment_of(request, pk)
    filters = Filters.of(request.GET, at)
    typed: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        data = posted(request)
        if "insert" in data:
            typed = inserted(request, found)
            words = page_words(request, found, filters, typed, at)
            return render(request, "weighing/comment.html", words)
        try:
            act = ACTS.get(data.get("act", ""))
            if act is None:
                raise DomainError(_("There is no such act."))
            with writing():
                done = act(found, data, request.user, at)
        except DomainError as refusal:
            status, typed = refuse(request, refusal), typed_words(request)
            if isinstance(refusal, PointChanged):
                typed["overtaken"] = True
        else:
            messages.success(request, _("Saved."))
            return redirect(after(request, found, filters, done))
    elif is_key(request.GET.get("fill", "")):
        typed = filled(found, int(request.GET["fill"]))
    words = page_words(request, found, filters, typed, at)
    return render(request, "weighing/comment.html", words, status=status)


def page_words(
    request: HttpRequest, found: Comment, filters: Filters, typed: dict[str, Any], at: datetime
) -> dict[str, Any]:
    around = surroundings(request, found, filters, at)
    articles = around["articles"] if around["can_draft"] else None
    return around | contents(found, typed, articles) | {"typed": typed}


@never_cache
@require_safe
def here(request: HttpRequest, pk: int) -> JsonResponse:
    """The page, still open, asks who else has this comment open."""
    found, at = comment_of(request, pk)
    return JsonResponse({"names": company(request, found, clerks(found.consultation, at), at)})


def company(request: HttpRequest, found: Comment, people: list[Any], at: datetime) -> list[str]:
    user: Any = request.user
    presence.enter(comment_id=found.pk, user=user, at=at)
    others = presence.others(comment_id=found.pk, user=user, people=people, at=at)
    return [name_of(one) for one in others]


def typed_words(request: HttpRequest) -> dict[str, Any]:
    """What was typed and not saved."""
    data = posted(request)
    words: dict[str, Any] = {name: data.get(name, "") for name in WORDS}
    return words | {"sentences": data.getlist("sentence")}


def inserted(request: HttpRequest, found: Comment) -> dict[str, Any]:
    """What was typed, with the standard reason that was chosen; nothing is saved."""
    typed = typed_words(request)
    offered = standard_reasons.offered(found.consultation)
    chosen = offered.filter(pk=number(posted(request), "standard")).first()
    if chosen is None:
        return typed
    reason = "\n".join(words for words in (typed["reason"].strip(), chosen.text) if words)
    return typed | {"reason": reason, "outcome": typed["outcome"] or chosen.outcome}


def filled(found: Comment, pk: int) -> dict[str, Any]:
    """The words of a suggestion that was taken, in the form of its point; a person saves them."""
    verdicts = SuggestionVerdict.objects.filter(point__comment=found, is_taken=True)
    verdict = verdicts.select_related("point").filter(pk=pk).first()
    if verdict is None or verdict.point.state not in WorkState.EDITABLE:
        return {}
    words = dict.fromkeys(WORDS, "") | {"sentences": [], "point": str(verdict.point_id)}
    if verdict.kind == SuggestionKind.DEPARTMENT:
        return words | {"act": "refer", "department": verdict.value}
    return words | {"act": "decide"} | suggestions.words_of(verdict)


def after(request: HttpRequest, found: Comment, filters: Filters, done: Any) -> str:
    """The same comment, or the next one of the filtered queue; a suggestion fills its form."""
    target = found.pk
    if isinstance(done, SuggestionVerdict) and done.is_taken and done.fills:
        query = f"{filters.query}&fill={done.pk}#point-{done.point_id}"
        return f"{reverse('weighing:comment', args=[target])}?{query}"
    if "next" in request.POST:
        target = neighbours(found, filters)["following"] or found.pk
    return f"{reverse('weighing:comment', args=[target])}?{filters.query}"


def neighbours(found: Comment, filters: Filters) -> dict[str, Any]:
    """The comments before and after in the filtered queue, and how many are still to come."""
    few = are_few(found.consultation, filters)
    queue = replace(filters, unit="").comments(found.consultation, are_few=few)
    same = Q(received_at=found.received_at)
    later = queue.filter(Q(received_at__gt=found.received_at) | same & Q(pk__gt=found.pk))
    following = list(later.values_list("pk", flat=True)[: COUNTED + 1])
    earlier = queue.filter(Q(received_at__lt=found.received_at) | same & Q(pk__lt=found.pk))
    return {
        "following": following[0] if following else None,
        "previous": earlier.order_by("-received_at", "-pk").values_list("pk", flat=True).first(),
        "to_come": shown(len(following)),
    }


def surroundings(
    request: HttpRequest, found: Comment, filters: Filters, at: datetime
) -> dict[str, Any]:
    """The queue, the matter, its people, what can be chosen."""
    consultation = found.consultation
    user: Any = request.user
    people = clerks(consultation, at)
    left = consultation.points.standing().filter(state__in=WorkState.OPEN)
    may_draft = permissions.can_draft(user, consultation, at)
    return neighbours(found, filters) | {
        "consultation": consultation,
        "filters": filters,
        "at": at,
        "can_draft": may_draft and found.withdrawn_at is None,
        "left": shown(left[: COUNTED + 1].count()),
        "company": company(request, found, people, at),
        "clerks": people,
        "outcomes": list(enumerate(Outcome, start=1)),
        "articles": articles_of(consultation, TextKind.DRAFT),
        "decided_articles": articles_of(consultation, TextKind.DECISION),
        "departments": Department.objects.active().exclude(pk=consultation.lead_id).order_by("pk"),
        "editable": WorkState.EDITABLE,
        "standard": list(standard_reasons.offered(consultation)) if may_draft else [],
        "last_step": undo.last_step(found, user) if may_draft else None,
    }


def contents(
    found: Comment, typed: dict[str, Any], articles: list[Provision] | None
) -> dict[str, Any]:
    """The comment itself: original, findings, files, points with their trails; for who weighs,
    by the articles of the draft, with suggestions.
    """
    points = list(
        found.points.standing()
        .order_by("number")
        .select_related("assigned_to", "decided_by", "approved_by", "answered_by")
        .prefetch_related(
            "provisions", "traces", "commitments__owner",
            Prefetch("referrals", Referral.objects.select_related("department").order_by("pk")),
        )
    )  # fmt: skip
    asked = [one for point in points for one in point.referrals.all() if one.answer]
    findings = list(found.findings.order_by("field", "start"))
    lines = trails(points)
    proposed: dict[int, Any] = {}
    if articles is not None:
        proposed = suggestions.proposals(found.consultation, points, articles)
    return {
        "comment": found,
        "lines": lines_of(found, points, findings),
        "together": bundles.sizes(asked, bundles.undecided()) if asked else {},
        "unsettled": sum(one.settled_at is None for one in findings),
        "attachments": list(found.attachments.order_by("pk")),
        "membership": GroupMember.objects.standing()
        .filter(comment=found)
        .select_related("group")
        .first(),
        "sentences": sentences(found),
        "points": [(point, lines[point.pk], proposed.get(point.pk, [])) for point in points],
        "label": label_of(point.outcome for point in points),
        "lost": homeless(typed, points),
    }


def homeless(typed: dict[str, Any], points: list[Point]) -> list[str]:
    """Words typed for a point that no longer has a field for them; shown, so that none is lost."""
    if not typed or typed["act"] == "add":
        return []
    open_points = {str(one.pk) for one in points if one.state in WorkState.EDITABLE}
    if typed["point"] in open_points and not typed.get("overtaken"):
        return []
    return [typed[name] for name in LONG_WORDS if typed[name]]
