"""The list of consultations and the search over all published words."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultation import clock
from consultation.terms import LONGEST_WORDS, terms_of, tidy
from search import listing
from search.addresses import in_reader_language
from search.facets import Conditions, counted, removable
from search.failover import is_standing_in
from search.finding import find as find_public
from search.finding import suggest
from search.forms import ConditionsForm, FindForm, ListForm, page_number
from search.items import items_of
from search.pages import PAGE, Pager
from search.presenting import Labels, find_facets, list_facets, wider
from search.states import State

COLUMNS = {State.ANSWERED: "feedback", State.DECIDED: "decisions"}


def refused(request: HttpRequest, form: forms.Form, route: str) -> HttpResponse:
    """Say which part of the address is wrong, and where to go on."""
    wrong = [
        (form.fields[name].label if name in form.fields else "", errors)
        for name, errors in form.errors.items()
    ]
    words = tidy(request.GET.get("q", ""))[:LONGEST_WORDS]
    context = {"wrong": wrong, "route": route, "words": words}
    return render(request, "search/refused.html", context, status=400)


def common_context(form: ConditionsForm, conditions: Conditions, labels: Labels) -> dict[str, Any]:
    chosen = form.cleaned_data
    return {
        "words": chosen["q"],
        "chosen": removable(conditions, labels.of(chosen)),
        "kept": [(name, value) for name, value in conditions.chosen.items() if name != "q"],
        "is_newest_first": chosen["sort"] == "newest",
        "sort_url": conditions.url(sort="" if chosen["sort"] else "newest"),
    }


@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    """The list with facets (R22); each combination of conditions is one address."""
    form = ListForm(request.GET)
    if not form.is_valid():
        return refused(request, form, "search:list")
    at, chosen = clock.now(), form.cleaned_data
    conditions = Conditions("search:list", tuple(form.fields), form.chosen())
    found = listing.public_consultations(at=at, words=chosen["q"])
    cube = listing.Cube(found)
    pager = Pager(page_number(request.GET.get("page")), cube.total(chosen), conditions)
    page = listing.page_of(found, chosen)[pager.offset : pager.offset + PAGE]
    labels = Labels(cube.counts("department", chosen), chosen)
    facets = list_facets(cube, conditions, chosen, labels)
    context = common_context(form, conditions, labels) | {
        "items": items_of(page, at=at),
        "pager": pager,
        "facets": facets,
        # What is kept under conditions that anybody makes up would grow without end
        "facets_kept_as": not conditions.chosen and ("facets", facets),
        "feed_url": conditions.feed_url("search:list_feed"),
        "column": COLUMNS.get(chosen["state"], "consultations"),
        "wider": [
            (form.fields[other.name].label, other)
            for other in ([] if pager.total else wider(cube, conditions, chosen, labels, at=at))
        ],
        "is_standing_in": bool(chosen["q"]) and is_standing_in(),
    }
    response = render(request, "search/list.html", context)
    if conditions.chosen or pager.number > 1:
        response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Search over all published words; its pages are never to be indexed themselves."""
    form = FindForm(request.GET)
    if not form.is_valid():
        return refused(request, form, "search:find")
    at, chosen = clock.now(), form.cleaned_data
    conditions = Conditions("search:find", tuple(form.fields), form.chosen())
    number = page_number(request.GET.get("page"))
    result = find_public(chosen, at=at, offset=(number - 1) * PAGE, limit=PAGE)
    labels = Labels((result.facets or {}).get("department", {}), chosen)
    context = common_context(form, conditions, labels) | {
        "is_searchable": bool(terms_of(chosen["q"])),
        "is_cut": len(tidy(request.GET.get("q", ""))) > LONGEST_WORDS,
        "hits": [
            (hit, in_reader_language(hit.document.url), labels.kind(hit.document.kind))
            for hit in result.hits
        ],
        "departments": labels.departments,
        "pager": Pager(number, result.total, conditions),
        "shown_total": counted(result.total + result.is_capped),
        "facets": find_facets(result, conditions, chosen, labels, at=at),
        "feed_url": conditions.feed_url("search:find_feed"),
        "suggestions": [] if result.total else suggest(chosen["q"]),
        "is_standing_in": is_standing_in(),
    }
    response = render(request, "search/find.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
