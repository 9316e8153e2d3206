"""What others wrote: comments whose authors agree, masked, after a person's check (R40, R41)."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.views.decorators.http import require_safe

from consultation import clock
from consultation.models import Consultation, Provision
from feedback import totals
from feedback.matter import find, furniture
from feedback.models import Comment
from feedback.reports.words import citations

PER_PAGE = 50
WORDS = ("masked_title", "masked_body", "masked_name", "received_at", "stance", "language")


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
    rows = read(list(page))
    context |= {
        "page": page,
        "comments": SimpleLazyObject(lambda: with_articles(rows)),
        "kept_as": ("shown", timezone.localdate(at).year, *map(words_of, rows)),
    }
    return render(request, "feedback/shown.html", context)


def read(keys: list[int]) -> list[Comment]:
    """The rows of one page in its order."""
    found = Comment.objects.only(*WORDS).in_bulk(keys)
    return [found[key] for key in keys if key in found]


def words_of(comment: Comment) -> tuple[Any, ...]:
    """All that others read of a comment; the articles that it names never change."""
    return (comment.pk, *(getattr(comment, name) for name in WORDS))


def with_articles(comments: list[Comment]) -> list[Comment]:
    """Each with `cited`, the articles that it names."""
    named = Provision.objects.select_related("parent__parent")
    prefetch_related_objects(comments, Prefetch("provisions", named))
    for comment in comments:
        comment.cited = citations(comment.provisions.all())  # type: ignore[attr-defined]
    return comments
