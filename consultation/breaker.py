"""A part that can be done without: after a failure it is left alone for a while."""

import logging
import threading
import time

PAUSE = 5.0  # seconds
logger = logging.getLogger(__name__)


class Breaker:
    """Remembers a failure for `PAUSE` seconds; after that one caller at a time may try again."""

    def __init__(self, name: str) -> None:
        self.name = name
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

    def trip(self, reason: object) -> None:
        with self._turn:
            if not self.is_open:
                logger.warning("%s does not answer (%s); the database does", self.name, reason)
            self.is_open, self._next_try = True, time.monotonic() + PAUSE

    def close(self) -> None:
        if self.is_open:
            logger.warning("%s answers again", self.name)
            self.is_open = False
