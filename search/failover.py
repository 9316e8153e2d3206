"""Elasticsearch answers; while it does not, the database does, at once and for some seconds on."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from elastic_transport import TransportError
from elasticsearch import ApiError, UnsupportedProductError

from search.backends import copy, own
from search.backends.base import Backend

T = TypeVar("T")
PAUSE = 5.0  # seconds
FAILURES = (TransportError, ApiError, UnsupportedProductError)
logger = logging.getLogger(__name__)
# Answers that the database gave in Elasticsearch's stead, by what was amiss, in this process
stand_ins: Counter[str] = Counter()


class Breaker:
    """Remembers for `PAUSE` seconds that the server failed; then lets one caller try it."""

    def __init__(self) -> None:
        self.closed_at = 0.0
        self.turn = threading.Lock()

