"""The public pages. Each view reads the clock once, finds the matter, and hands words over."""

from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from cms import awaited, comparing, documents, front, government
from cms.models import BackgroundPage, InterpretationPage
from cms.sections import find, furniture
from consultation import clock
from consultation.enums import Section, TextKind
from consultation.models import Consultation, TextVersion
from consultation.sections import stations_of
from feedback import totals
from feedback.opinions import Opinions
from feedback.public_report import report_context

OPINIONS = 50
"""On one page of a report; `?print` shows all, `?point=<key>` leads to the page of a point."""
LONGEST = 18


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = front.page(clock.now()) | {"tags": (government.HOME, None)}
    return render(request, "cms/home_page.html", context)


@require_safe
def notice(request: HttpRequest, slug: str) -> HttpResponse:
    """公告内容, with the stations of the matter and its table of contents."""
    consultation, context = standing(slug, Section.NOTICE, notice=F("page__notice"))
    at = context["at"]
    texts = consultation.texts.filter(kind=TextKind.DRAFT).newest_first()
    context |= {
        "stations": stations_of(consultation, at, context["dues"]),
        "page": {"notice": consultation.notice or ""},  # type: ignore[attr-defined]
        "newest": texts.values("number").first(),
        "comment_count": told_count(consultation, is_open=context["is_open"]),
        "further_rounds": [p for p in consultation.periods.all() if p.number > 1],
    }
    return shown(request, "cms/consultation_page.html", context)


@require_safe
def draft(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """草案全文: the newest version, or an earlier one by its number."""
    consultation, context = standing(slug, Section.DRAFT)
    if context["section"].is_public:
        versions = list(consultation.texts.filter(kind=TextKind.DRAFT).newest_first())
        version = version_of(versions, number)
        counts: dict[UUID, int] | None = None
        if consultation.shows_totals or not context["is_open"]:
            counts = totals.of_provisions(consultation.pk)
        context |= {
            "version": version,
            "versions": versions,
            "document": SimpleLazyObject(lambda: documents.document_of(version, counts)),
            "kept_as": (
                "draft", version.pk, version.digest, slug, context["is_open"],
                counts and sorted(counts.items()),
            ),
        }  # fmt: skip
    return shown(request, "cms/draft.html", context)


@require_safe
def article(request: HttpRequest, slug: str, anchor: str) -> HttpResponse:
    """A permanent address of one article: the draft, opened there."""
    consultation, context = standing(slug, Section.DRAFT)
    version = newest_text(consultation, TextKind.DRAFT)
    known = version is not None and version.provisions.filter(anchor=anchor).exists()
    if not (known and context["section"].is_public):
        raise Http404
    return redirect(f"{reverse('consultation:draft', kwargs={'slug': slug})}#{anchor}")


@require_safe
def interpretation(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, context = standing(slug, Section.INTERPRETATION)
    pages = InterpretationPage.objects.live().filter(consultation=consultation).order_by("path")
    context["pages"] = list(pages) if context["section"].is_public else []
    return shown(request, "cms/interpretation.html", context)


@require_safe
def background(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, context = standing(slug, Section.BACKGROUND)
    context["page"] = BackgroundPage.objects.live().filter(consultation=consultation).first()
    return shown(request, "cms/background.html", context)


@require_safe
def feedback(
    request: HttpRequest, slug: str, version: int | None = None, kind: str = ""
) -> HttpResponse:
    """公众意见采纳情况反馈: the current report, or an earlier version of it."""
    consultation, context = standing(slug, Section.FEEDBACK)
    context |= report_context(consultation, context["at"], version, kind)
    if context["report"] is None:
        if version is not None:
            raise Http404
        return shown(request, "feedback/report.html", context)
    views = context["views"]
    wanted = request.GET.get("point", "")
    place = views.place_of(int(wanted)) if wanted.isdecimal() and len(wanted) < LONGEST else None
    if place:
        return HttpResponseRedirect(f"{request.path}?p={-(-place[0] // OPINIONS)}#point-{place[1]}")
    page = context["page"] = page_of(request, views)
    context |= {
        "proof_kept_as": ("proof", *views.stamp),
        "numbers_kept_as": ("numbers", *views.stamp),
        "topics_kept_as": ("topics", *views.stamp),
        "opinions_kept_as": ("opinions", *views.stamp, page.start_index(), page.end_index()),
    }
    return shown(request, "feedback/report.html", context)


def page_of(request: HttpRequest, views: Opinions) -> Page:  # type: ignore[type-arg]
    """The opinions asked for: some of them, or all to be printed."""
    per_page = max(1, len(views)) if "print" in request.GET else OPINIONS
    return Paginator(views, per_page).get_page(request.GET.get("p"))


@require_safe
def deliberation(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, context = standing(slug, Section.DELIBERATION)
    meetings = consultation.deliberations.filter(published_at__lte=context["at"])
    context["meetings"] = list(meetings.order_by("published_at"))
    return shown(request, "cms/deliberation.html", context)


@require_safe
def decision(request: HttpRequest, slug: str) -> HttpResponse:
    """决策公开: the text decided, and beside it what changed and because of whom."""
    consultation, context = standing(slug, Section.DECISION, "decision__text")
    if context["section"].is_public:
        decided = consultation.decision
        shaped = comparing.points_by_provision(consultation)
        context |= {
            "decision": decided,
            "document": documents.document_of(decided.text),
            "shaped": {pk: len(points) for pk, points in shaped.items()},
            "overview": comparing.overview(comparing.links_of(consultation), shaped),
            "meetings": list(consultation.deliberations.filter(published_at__isnull=False)),
        }
    return shown(request, "cms/decision.html", context)


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft beside the decision, article by article (R25)."""
    consultation, context = standing(slug, Section.DECISION)
    if not context["section"].is_public:
        raise Http404
    links = comparing.links_of(consultation)
    shaped = comparing.points_by_provision(consultation)
    pairs = comparing.pairs(links, shaped)
    changed = [pair for pair in pairs if pair.is_changed]
    context |= {
        "overview": comparing.overview(links, shaped),
        "pairs": pairs if "all" in request.GET else changed,
        "changed_count": len(changed),
        "unchanged_count": len(pairs) - len(changed),
        "is_whole": "all" in request.GET,
    }
    return render(request, "cms/compare.html", context)


def standing(
    slug: str, section: Section, *also: str, **more: Any
) -> tuple[Consultation, dict[str, Any]]:
    at = clock.now()
    consultation = find(slug, at, *also, **more)
    return consultation, furniture(consultation, section, at)


def shown(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The section, or the honest page that says what is missing (R2)."""
    if not context["section"].is_public:
        stations = stations_of(context["consultation"], context["at"], context["dues"])
        context |= awaited.words_for(context["section"].section, stations)
        template = "cms/not_yet.html"
    context["is_print"] = "print" in request.GET
    return render(request, template, context)


def newest_text(consultation: Consultation, kind: TextKind) -> TextVersion | None:
    return consultation.texts.filter(kind=kind).newest_first().first()


def version_of(versions: list[TextVersion], number: int | None) -> TextVersion:
    """The one with `number`, without a number the newest; versions come newest first."""
    for version in versions:
        if number in (None, version.number):
            return version
    raise Http404


def told_count(consultation: Consultation, *, is_open: bool) -> int | None:
    """How many comments came in, where that may be told while open."""
    if is_open and not consultation.shows_totals:
        return None
    return totals.of_matters([consultation.pk])[consultation.pk]
