"""What others wrote: comments whose authors agree, masked, after a person's check (R40, R41)."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from consultation import clock
from consultation.models import Consultation, Provision
from feedback import totals
from feedback.matter import find, furniture
from feedback.models import Comment
from feedback.reports.words import citations

PER_PAGE = 50


class Shown(Paginator[Any]):
    """Counted as the totals are: not half a million comments anew for each reader."""

    def __init__(self, consultation: Consultation) -> None:
        keys = Comment.objects.shown_in(consultation).values_list("pk", flat=True)
        super().__init__(keys, PER_PAGE)
        self.consultation = consultation

    @cached_property
    def count(self) -> int:
        return totals.of_shown(self.consultation)


@require_safe
def comments(request: HttpRequest, slug: str) -> HttpResponse:
    """Newest first. A matter that shows no single comments has no such page, nor has one whose
    comment section is held back.
    """
    at = clock.now()
    consultation = find(slug, at)
    context = furniture(consultation, at)
    if not consultation.shows_comments or context["section"].held_reason:
        raise Http404
    page = Shown(consultation).get_page(request.GET.get("p"))
    context |= {"page": page, "comments": read(list(page))}
    return render(request, "feedback/shown.html", context)


def read(keys: list[int]) -> list[Comment]:
    """The rows of one page in its order, each with `cited`, the articles that it names."""
    named = Provision.objects.select_related("parent__parent")
    rows = (
        Comment.objects.filter(pk__in=keys)
        .only("masked_title", "masked_body", "masked_name", "received_at", "stance", "language")
        .prefetch_related(Prefetch("provisions", named))
    )
    found = {row.pk: row for row in rows}
    for row in found.values():
        row.cited = citations(row.provisions.all())  # type: ignore[attr-defined]
    return [found[key] for key in keys if key in found]
