"""Keeping the index equal to what is public: after each change, and when somebody checks."""

from collections.abc import Iterator
from datetime import datetime

from consultation.models import Consultation
from consultation.transactions import writing
from search.backends import own
from search.copying import Drift, drift_between, owe
from search.gathering import documents_of


def refresh(*, at: datetime, consultation: int | None) -> None:
    """Replace all documents of a consultation, or of no consultation; twice does no harm.

    Consumer of the topic `search.refresh`.
    """
    mend(consultation, at=at)


def mend(consultation: int | None, *, at: datetime) -> Drift:
    """Make the site's own index hold exactly what is public of one consultation; what was amiss.

    The row is locked so that of two at once the later also reads later; comments, which only
    refer to it, go on.
    """
    with writing():
        if consultation is not None:
            list(Consultation.objects.select_for_update(no_key=True).filter(pk=consultation))
        drift = replace_documents(consultation)
        if drift:
            owe(consultation=consultation, at=at)
        return drift


def replace_documents(consultation: int | None) -> Drift:
    wanted = {document.key: document for document in documents_of(consultation)}
    digests = {key: document.digest for key, document in wanted.items()}
    drift = drift_between(digests, own().inventory(consultation))
    own().put(wanted[key] for key in drift.wanted)
    own().remove(drift.surplus)
    return drift


def check(*, at: datetime) -> Iterator[tuple[int | None, Drift]]:
    """Compare the site's own index with what is public, mend it, and name what was amiss."""
    published = Consultation.objects.visible().values_list("pk", flat=True)
    for consultation in [None, *sorted({*published, *own().consultations()})]:
        if drift := mend(consultation, at=at):
            yield consultation, drift
