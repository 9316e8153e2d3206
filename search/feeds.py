"""Atom feeds of the list, of one consultation and of search results, narrowed like their pages."""

import re
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from consultation import clock
from consultation.enums import Section
from consultation.models import Consultation, SectionPublication
from search import listing
from search.addresses import address, in_reader_language
from search.backends.base import Hit
from search.facets import Conditions
from search.finding import find
from search.forms import ConditionsForm, FindForm, ListForm

LENGTH = 50
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return NOT_XML.sub(" ", text)


class NarrowedFeed(Feed[Any, Any]):
    """A feed whose object is a valid form: the conditions of the page it follows."""

    feed_type = Atom1Feed
    form_class: type[ConditionsForm]
    route: str
    feed_route: str

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.GET)
        if not form.is_valid():
            words = " ".join(str(error) for errors in form.errors.values() for error in errors)
            return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
        response = super().__call__(request, *args, form=form, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> ConditionsForm:
        form: ConditionsForm = kwargs["form"]
        return form

    def conditions(self, form: ConditionsForm) -> Conditions:
        return Conditions(self.route, tuple(form.fields), form.chosen())

    def link(self, form: ConditionsForm) -> str:
        return self.conditions(form).url()

    def feed_url(self, form: ConditionsForm) -> str:
        return self.conditions(form).feed_url(self.feed_route)


class ConsultationsFeed(NarrowedFeed):
    form_class = ListForm
    route, feed_route = "search:list", "search:list_feed"

    def title(self, form: ListForm) -> str:
        return _("Consultations")

    def items(self, form: ListForm) -> list[Consultation]:
        chosen = form.cleaned_data
        found = listing.public_consultations(at=clock.now(), words=chosen["q"])
        narrowed = listing.narrowed(found, chosen).select_related("lead")
        return list(listing.in_order(narrowed, "newest")[:LENGTH])

    def item_title(self, item: Consultation) -> str:
        return clean(item.title)

    def item_description(self, item: Consultation) -> str:
        return clean(item.summary)

    def item_link(self, item: Consultation) -> str:
        return in_reader_language(address(item, Section.NOTICE))

    def item_author_name(self, item: Consultation) -> str:
        return clean(item.lead.name)

    def item_pubdate(self, item: Consultation) -> datetime | None:
        published_at: datetime | None = item.published_at
        return published_at

    item_updateddate = item_pubdate


class FindFeed(NarrowedFeed):
    form_class = FindForm
    route, feed_route = "search:find", "search:find_feed"

    def title(self, form: FindForm) -> str:
        return clean(_("Search for “%(words)s”") % {"words": form.cleaned_data["q"]})

    def items(self, form: FindForm) -> tuple[Hit, ...]:
        chosen = form.cleaned_data | {"sort": "newest"}
        return find(chosen, at=clock.now(), limit=LENGTH).hits

    def item_title(self, item: Hit) -> str:
        return clean(" · ".join(filter(None, [item.document.heading, item.document.title])))

    def item_description(self, item: Hit) -> str:
        return clean("".join(segment.text for segment in item.excerpt))

    def item_link(self, item: Hit) -> str:
        return in_reader_language(item.document.url)

    def item_pubdate(self, item: Hit) -> datetime:
        return item.document.published_at

    item_updateddate = item_pubdate


class ConsultationFeed(Feed[Any, Any]):
    """What became public of one consultation, the newest first."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Consultation:
        found: Consultation = get_object_or_404(Consultation.objects.visible(), slug=kwargs["slug"])
        return found

    def title(self, consultation: Consultation) -> str:
        return clean(consultation.title)

    def link(self, consultation: Consultation) -> str:
        return in_reader_language(address(consultation, Section.NOTICE))

    def items(self, consultation: Consultation) -> list[SectionPublication]:
        shown = consultation.publications.filter(held_at=None).select_related("consultation")
        publications = list(shown.order_by("-published_at", "-pk"))
        if not publications:
            raise Http404
        return publications

    def item_title(self, item: SectionPublication) -> str:
        return clean(f"{item.get_section_display()} · {item.consultation.title}")

    def item_description(self, item: SectionPublication) -> str:
        return clean(item.consultation.summary)

    def item_link(self, item: SectionPublication) -> str:
        return in_reader_language(address(item.consultation, Section(item.section)))

    def item_pubdate(self, item: SectionPublication) -> datetime:
        return item.published_at

    item_updateddate = item_pubdate
