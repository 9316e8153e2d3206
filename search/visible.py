"""What the public may find at this moment, asked of the database and never of an index."""

from collections.abc import Collection, Iterable

from wagtail.models import Page

from consultation.models import SectionPublication
from search.documents import SearchDocument

Shown = set[tuple[int | None, str]]


def sections_shown(consultations: Collection[int]) -> Shown:
    """(consultation, section) of what is published, not held back and not withdrawn."""
    shown = SectionPublication.objects.filter(
        consultation__in=consultations,
        held_at=None,
        consultation__published_at__isnull=False,
        consultation__withdrawn_at=None,
    )
    return set(shown.values_list("consultation", "section"))


def still_public(documents: Iterable[SearchDocument]) -> set[str]:
    """Keys of those documents whose section and page are public now, in two queries."""
    documents = list(documents)
    shown = sections_shown({d.consultation for d in documents if d.consultation is not None})
    pages = [document.page for document in documents if document.page is not None]
    live = set(Page.objects.live().public().filter(pk__in=pages).values_list("pk", flat=True))
    return {
        document.key
        for document in documents
        if (document.consultation is None or (document.consultation, document.section) in shown)
        and (document.page is None or document.page in live)
    }
