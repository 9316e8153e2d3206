"""Groups of the same text: those of a matter, and the page of one where people decide."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from consultation import permissions
from consultation.enums import ProvisionKind, TextKind
from consultation.errors import DomainError
from consultation.models import Consultation, Job, Provision
from feedback import groups, joint_answers, same_text
from feedback.admin.access import matter_of, posted, refuse
from feedback.admin.acts import number, provisions_of
from feedback.admin.filters import is_key
from feedback.enums import Outcome
from feedback.models import CommentGroup, GroupMember

PER_PAGE = 50
WIDTH, HEIGHT = 690, 60
MOST_URGENT = (F("unconfirmed").desc(), F("comments").desc(), F("number"))


@require_http_methods(["GET", "HEAD", "POST"])
def of_matter(request: HttpRequest, pk: int) -> HttpResponse:
    """The groups of a matter, those that wait for a person first; POST asks for a search."""
    consultation, at = matter_of(request, pk)
    status = 200
    if request.method == "POST":
        try:
            same_text.search(consultation=consultation, by=request.user, at=at)
            return redirect("weighing:groups", pk)
        except DomainError as refusal:
            status = refuse(request, refusal)
    rows: Any = consultation.groups.standing().with_tally()
    searches = Job.objects.filter(kind=same_text.KIND, consultation=consultation)
    context = {
        "consultation": consultation,
        "at": at,
        "page": Paginator(rows.order_by(*MOST_URGENT), PER_PAGE).get_page(request.GET.get("p")),
        "last_search": searches.order_by("-pk").first(),
        "can_draft": permissions.can_draft(request.user, consultation, at),
    }
    return render(request, "weighing/groups.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows; POST does one act. A refusal shows the page again with the words typed."""
    shown = get_object_or_404(CommentGroup.objects.select_related("consultation"), pk=pk)
    consultation, at = matter_of(request, shown.consultation_id)
    status, data = 200, posted(request)
    if request.method == "POST":
        try:
            messages.success(request, act(shown, data, request.user, at))
            return redirect("weighing:group", pk)
        except DomainError as refusal:
            status = refuse(request, refusal)
    rows = shown.members.standing().filter(comment__withdrawn_at=None)
    if request.GET.get("own"):
        rows = rows.exclude(added=[])
    rows = rows.select_related("comment", "point").order_by("confirmed_at", "comment__received_at")
    newest = consultation.texts.filter(kind=TextKind.DRAFT).newest_first()[:1]
    kinds = [ProvisionKind.ARTICLE, ProvisionKind.ITEM]
    context = {
        "consultation": consultation,
        "group": CommentGroup.objects.with_tally().get(pk=pk),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("p")),
        "only_own": bool(request.GET.get("own")),
        "days": arrivals(shown),
        "others": consultation.groups.standing().exclude(pk=pk).order_by("number")[:200],
        "articles": list(Provision.objects.filter(version__in=newest, kind__in=kinds).in_order()),
        "chosen": provisions_of(data),
        "outcomes": Outcome.choices,
        "can_draft": permissions.can_draft(request.user, consultation, at),
        "typed": data,
        "work": joint_answers.running(shown),
        "most": joint_answers.BATCH,
        "ticked": data.getlist("comment"),
        "at": at,
    }
    return render(request, "weighing/groups_page.html", context, status=status)


def act(shown: CommentGroup, data: QueryDict, by: Any, at: datetime) -> str:
    """Call the one verb that was asked for; what was done, in words."""
    given: dict[str, Any] = {
        "group": shown, "version": number(data, "version"), "by": by, "at": at,
    }  # fmt: skip
    chosen = [int(value) for value in data.getlist("comment") if is_key(value)]
    name = data.get("act", "")
    if name == "confirm":
        groups.confirm(**given)
        return _("The group is confirmed.")
    if name == "take_out":
        groups.take_out(comments=chosen, **given)
        return _("The chosen comments stand alone again.")
    if name == "split":
        other = groups.split(comments=chosen, **given)
        return _("The chosen comments are group %(number)s now.") % {"number": other.number}
    if name in ("move", "merge"):
        into = target(shown.consultation, data)
        if name == "move":
            groups.move(comments=chosen, into=into, **given)
        else:
            groups.merge(into=into, **given)
        return _("The comments are in group %(number)s now.") % {"number": into.number}
    if name == "dissolve":
        groups.dissolve(**given)
        return _("The group is dissolved; its comments stand alone again.")
    if name == "weigh":
        return weigh(data, given)
    raise DomainError(_("There is no such act."))


def target(consultation: Consultation, data: QueryDict) -> CommentGroup:
    found = consultation.groups.standing().filter(number=number(data, "into")).first()
    if found is None:
        raise groups.UnableToGroup(_("Choose another group of this matter."))
    return found


def weigh(data: QueryDict, given: dict[str, Any]) -> str:
    answer = joint_answers.Answer(
        text=data.get("text", ""), outcome=data.get("outcome", ""),
        reason=data.get("reason", ""), legal_basis=data.get("legal_basis", ""),
        provisions=tuple(one.pk for one in provisions_of(data)), submit="submit" in data,
    )  # fmt: skip
    done = joint_answers.weigh(answer=answer, **given)
    if isinstance(done, Job):
        return _("The answer is being given in the background.")
    return told(done)


def told(done: joint_answers.Weighed) -> str:
    words = [
        ngettext("%(n)s point is answered.", "%(n)s points are answered.", done.answered)
        % {"n": done.answered}
    ]
    if done.opened:
        words.append(
            ngettext(
                "%(n)s addition waits as a point of its own.",
                "%(n)s additions wait as points of their own.",
                done.opened,
            )
            % {"n": done.opened}
        )
    if done.left:
        words.append(
            ngettext(
                "%(n)s comment was split or signed before and is left as it is.",
                "%(n)s comments were split or signed before and are left as they are.",
                done.left,
            )
            % {"n": done.left}
        )
    return " ".join(words)


@dataclass(frozen=True)
class Day:
    """A bar of the curve in a picture of 690 × 60 pixels."""

    day: date
    count: int
    x: str
    y: str
    width: str
    height: str


def arrivals(shown: CommentGroup) -> list[Day]:
    """How many comments of the group came on which day, without the days on which none did."""
    rows = GroupMember.objects.standing().filter(group=shown, comment__withdrawn_at=None)
    counts = dict(
        rows.annotate(day=TruncDate("comment__received_at"))
        .values_list("day")
        .annotate(Count("pk"))
        .order_by("day")
    )
    if not counts:
        return []
    first = min(counts)
    step = WIDTH / ((max(counts) - first) // timedelta(days=1) + 1)
    scale = HEIGHT / max(counts.values())
    return [
        Day(
            day, count, f"{(day - first).days * step:.1f}", f"{HEIGHT - count * scale:.1f}",
            f"{max(1.0, step - 1):.1f}", f"{count * scale:.1f}",
        )
        for day, count in counts.items()
    ]  # fmt: skip
