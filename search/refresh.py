"""Keeping the index equal to what is public: after each change, and when somebody checks."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from consultation.models import Consultation
from consultation.transactions import writing
from search.backends import backend
from search.gathering import documents_of


class Drift(NamedTuple):
    """How an index differed from the database: keys it lacked, kept too long, held outdated."""

    missing: list[str]
    surplus: list[str]
    outdated: list[str]

    def __bool__(self) -> bool:
        return any(self)


def refresh(*, at: datetime, consultation: int | None) -> None:
    """Replace all documents of a consultation, or of no consultation; twice does no harm.

    Consumer of the topic `search.refresh`.
    """
    mend(consultation)


def mend(consultation: int | None) -> Drift:
    """Make the index hold exactly what is public of one consultation; what was amiss.

    The row is locked so that of two at once the later also reads later; comments, which only
    refer to it, go on.
    """
    with writing():
        if consultation is not None:
            list(Consultation.objects.select_for_update(no_key=True).filter(pk=consultation))
        return replace_documents(consultation)


def replace_documents(consultation: int | None) -> Drift:
    wanted = {document.key: document for document in documents_of(consultation)}
    held = backend().inventory(consultation)
    drift = Drift(
        missing=[key for key in wanted if key not in held],
        surplus=[key for key in held if key not in wanted],
        outdated=[key for key, d in wanted.items() if held.get(key, d.digest) != d.digest],
    )
    if drift.missing or drift.outdated:
        backend().put([wanted[key] for key in (*drift.missing, *drift.outdated)])
    if drift.surplus:
        backend().remove(drift.surplus)
    return drift


def check(*, at: datetime) -> Iterator[tuple[int | None, Drift]]:
    """Compare index and database for everything, mend, and name what was amiss."""
    published = Consultation.objects.visible().values_list("pk", flat=True)
    for consultation in [None, *sorted({*published, *backend().consultations()})]:
        if drift := mend(consultation):
            yield consultation, drift
