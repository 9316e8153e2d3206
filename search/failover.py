"""Elasticsearch answers; while it does not, the database does, at once and for some seconds on."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from consultation.metrics import SEARCH_FAILOVERS
from search.backends import copy, own
from search.backends.base import Backend, Unanswered

Answer = TypeVar("Answer")
PAUSE = 5.0  # seconds
logger = logging.getLogger(__name__)


class Breaker:
    """Remembers a failure for `PAUSE` seconds; after that one caller at a time may try again."""

    def __init__(self) -> None:
        self.is_open = False
        self._next_try = 0.0
        self._turn = threading.Lock()

    def lets_through(self) -> bool:
        if not self.is_open:
            return True
        with self._turn:
            now = time.monotonic()
            if now < self._next_try:
                return False
            self._next_try = now + PAUSE
            return True

    def trip(self, error: Unanswered) -> None:
        with self._turn:
            if not self.is_open:
                logger.warning("Elasticsearch does not answer (%s); the database does", error)
            self.is_open, self._next_try = True, time.monotonic() + PAUSE

    def close(self) -> None:
        if self.is_open:
            logger.warning("Elasticsearch answers again")
            self.is_open = False


breaker = Breaker()


def ask(question: Callable[[Backend], Answer]) -> Answer:
    """The answer of the copy in Elasticsearch or, while that gives none, of the index here."""
    there = copy()
    if there is None:
        return question(own())
    if breaker.lets_through():
        try:
            answer = question(there)
        except Unanswered as error:
            breaker.trip(error)
        else:
            breaker.close()
            return answer
    SEARCH_FAILOVERS.inc()
    return question(own())


def is_standing_in() -> bool:
    """Whether the database answers for Elasticsearch at the moment."""
    return copy() is not None and breaker.is_open
