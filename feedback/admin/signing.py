"""Waiting for your signature: points in bundles, signed or sent back; never one's own work."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation import clock
from consultation.errors import DomainError
from consultation.models import Consultation
from consultation.transactions import writing
from feedback import responses
from feedback.admin.access import posted, refuse
from feedback.admin.acts import number
from feedback.admin.bulk import versions
from feedback.admin.bundles import SEEN, Choice, bundles, weighed
from feedback.admin.paging import page_of
from feedback.models import Point, PointVersion
from feedback.querysets import PointQuerySet
from feedback.repeats import Repeat, repeats
from feedback.waiting import to_sign

PER_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def signing(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    user: Any = request.user
    waiting = to_sign(user, at)
    choice = Choice.of(request.GET, f"{timezone.localdate(at):%Y%m%d}{user.pk}")
    status, data = 200, posted(request)
    repeated: list[Repeat] = []
    if request.method == "POST":
        try:
            with writing():
                words = sign(request, choice, waiting, at)
        except RepeatedReasons as refusal:
            status, repeated = refuse(request, refusal), refusal.repeats
        except DomainError as refusal:
            status = refuse(request, refusal)
        else:
            messages.success(request, words)
            return redirect(f"{reverse('weighing:signing')}?{choice.query}")
    taken = choice.take(waiting)
    rows = matters(waiting)
    total = sum(one.number for one in rows)
    present = next((one for one in rows if one.pk == choice.matter), rows[0] if rows else None)
    page = page_of(
        taken, request.GET.get("p"), PER_PAGE, loaded=shown,
        counted=None if choice.matter or choice.kind else total,
    )  # fmt: skip
    context = {
        "page": page,
        "total": total,
        "others": not_own(taken, user).count() if choice.matter else "",
        "matters": rows,
        "matter": present,
        "bundles": [(one, one.query(present.pk)) for one in bundles(waiting, present)]
        if present else [],
        "choice": choice,
        "repeated": repeated,
        "ticked": data.getlist("point"),
        "note": data.get("note", ""),
        "me": user,
        "at": at,
        "until": at.isoformat(),
    }  # fmt: skip
    return render(request, "weighing/signing.html", context, status=status)


class RepeatedReasons(DomainError):
    """The same reason for many points; the head may confirm that it is meant."""

    def __init__(self, found: list[Repeat]) -> None:
        super().__init__(_("The same reason stands on many points that do not say the same."))
        self.repeats = found


def matters(waiting: PointQuerySet) -> list[Any]:
    """Those whose points wait, with the `number` of them."""
    numbers = dict(waiting.order_by().values_list("consultation").annotate(n=Count("pk")))
    found = list(Consultation.objects.filter(pk__in=numbers).order_by("pk"))
    for one in found:
        one.number = numbers[one.pk]  # type: ignore[attr-defined]
    return found


def not_own(points: PointQuerySet, user: Any) -> PointQuerySet:
    return points.exclude(decided_by=user).exclude(submitted_by=user)


def shown(keys: list[int]) -> PointQuerySet:
    """With what the page says of each, and how it stood when it waited last."""
    points = Point.objects.filter(pk__in=keys)
    before = PointVersion.objects.filter(fields__state__in=SEEN).order_by("version")
    return weighed(points).select_related(
        "comment", "consultation", "decided_by", "submitted_by", "answered_by"
    ).prefetch_related(
        "provisions", "commitments", Prefetch("versions", before, to_attr="seen"),
    )  # fmt: skip


def sign(request: HttpRequest, choice: Choice, waiting: PointQuerySet, at: datetime) -> str:
    """Sign or send back the ticked ones, or sign all others of the bundle as it was shown."""
    data, by = posted(request), request.user
    chosen = versions(data.getlist("point"))
    if "back" in data:
        done = responses.send_back(points=chosen, note=data.get("note", ""), by=by, at=at)
        return _("%(number)s points went back with your note.") % {"number": len(done)}
    if "rest" in data:
        chosen = rest(data, choice, waiting, by)
    if not data.get("confirmed"):
        found = repeats(Point.objects.filter(pk__in=chosen))
        if found:
            raise RepeatedReasons(found)
    done = responses.approve(points=chosen, by=by, at=at)
    return _("%(number)s points are signed.") % {"number": len(done)}


def rest(data: Any, choice: Choice, waiting: PointQuerySet, by: Any) -> dict[int, int]:
    """All of the bundle but the ticked ones; refused when it is not what was counted."""
    try:
        until = parse_datetime(data.get("until", ""))
    except ValueError:
        until = None
    ticked = versions(data.getlist("point"))
    taken = not_own(choice.take(waiting), by)
    found = dict(taken.values_list("pk", "version"))
    late = taken.filter(submitted_at__gt=until).exists() if until and until.tzinfo else True
    if late or len(found) != number(data, "others"):
        raise DomainError(
            _("The bundle has changed since you opened it. Look at it again; nothing was signed.")
        )
    return {pk: version for pk, version in found.items() if pk not in ticked}
