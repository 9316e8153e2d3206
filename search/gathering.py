"""All documents of a consultation, collected from whoever has words to be found."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from consultation.models import Consultation
from search.documents import Searchable, SearchDocument, cut
from search.visible import sections_shown

Source = Callable[[int | None], Iterable[Searchable]]
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
LONGEST = {"key": 110, "title": 250, "heading": 250, "url": 1000}


def documents_of(consultation_id: int | None) -> list[SearchDocument]:
    """What is public of a consultation now, or, with None, of what belongs to none."""
    if consultation_id is None:
        return list(cut(document_of(words, {}) for words in words_of(None)))
    consultation = Consultation.objects.filter(pk=consultation_id).first()
    shown = sections_shown([consultation_id])
    if consultation is None or consultation.published_at is None or not shown:
        return []
    facts = facts_of(consultation)
    documents = (document_of(words, facts) for words in words_of(consultation_id))
    return list(cut(d for d in documents if (consultation_id, d.section) in shown))


def words_of(consultation_id: int | None) -> Iterator[dict[str, Any]]:
    for path in settings.SEARCH_SOURCES:
        source: Source = import_string(path)
        for thing in source(consultation_id):
            yield thing.search_document()


def facts_of(consultation: Consultation) -> dict[str, Any]:
    return {
        "consultation": consultation.pk,
        "department": consultation.lead_id,
        "topic": consultation.topic,
        "document_type": consultation.document_type,
        "year": timezone.localtime(consultation.published_at).year,
    }


def document_of(words: dict[str, Any], facts: dict[str, Any]) -> SearchDocument:
    """The words with the facts of their consultation, fit for any index."""
    texts = {
        name: CONTROL.sub(" ", value)[: LONGEST.get(name)]
        for name, value in words.items()
        if isinstance(value, str)
    }
    return SearchDocument(**{**words, **texts, **facts})


def all_documents() -> Iterator[SearchDocument]:
    """Everything that is public now."""
    yield from documents_of(None)
    published = Consultation.objects.visible().order_by("pk")
    for consultation_id in published.values_list("pk", flat=True):
        yield from documents_of(consultation_id)
