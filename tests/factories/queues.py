"""Numbers of the queues as the drainer leaves them."""

from collections.abc import Iterator
from typing import Any

from consultation.models import Consultation
from feedback.admin.filters import Filters
from feedback.admin.numbers import Numbers, numbers_of
from feedback.admin.staff import clerks
from feedback.admin.tally import articles_of, choices
from feedback.queues import folding


def fold_all() -> None:
    while folding.fold_batch():
        pass


def counted(consultation: Consultation) -> Consultation:
    """Rows that a test wrote without the verbs are counted too."""
    folding.recount(consultation)
    fold_all()
    return consultation


def numbers(consultation: Consultation, filters: Filters, at: Any) -> Numbers:
    return numbers_of(consultation, articles_of(consultation), filters, at)


def shown_and_counted(
    consultation: Consultation, filters: Filters, at: Any
) -> Iterator[tuple[Filters, int, str]]:
    """Every option alone: how many rows it shows, and the number beside it."""
    found = numbers(consultation, filters, at)
    people = clerks(consultation, at)
    for choice in choices(consultation, filters, found, articles_of(consultation), people):
        for value, _words, number in choice.options:
            alone = filters.only(choice.name, value)
            yield alone, alone.rows(consultation).count(), number
