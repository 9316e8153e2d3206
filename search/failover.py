"""Elasticsearch answers; while it does not, the database does, at once and for some seconds on."""

from collections.abc import Callable
from typing import TypeVar

from consultation import replica
from consultation.breaker import Breaker
from consultation.metrics import SEARCH_FAILOVERS
from search.backends import copy, own
from search.backends.base import Backend, Unanswered

Answer = TypeVar("Answer")
breaker = Breaker("Elasticsearch")


def ask(question: Callable[[Backend], Answer]) -> Answer:
    """The answer of the copy in Elasticsearch or, while that gives none, of the index here."""
    there = copy()
    if there is None:
        return ask_database(question)
    if breaker.lets_through():
        try:
            answer = question(there)
        except Unanswered as error:
            breaker.trip(error)
        else:
            breaker.close()
            return answer
    SEARCH_FAILOVERS.inc()
    return ask_database(question)


def ask_database(question: Callable[[Backend], Answer]) -> Answer:
    """The index may be a little behind: what it finds is asked of the primary again."""
    return replica.read(lambda alias: question(own(alias)))


def is_standing_in() -> bool:
    """Whether the database answers for Elasticsearch at the moment."""
    return copy() is not None and breaker.is_open
