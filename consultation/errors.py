"""Refusals of the domain. Every one carries a translated message that may stand on a screen."""

from typing import Any


class DomainError(Exception):
    """An act that the rules refuse. `message` is a lazy translated sentence; `params` fill it."""

    def __init__(self, message: Any, **params: Any) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)


class Conflict(DomainError):
    """Somebody else changed the same thing a moment earlier; nothing was written."""


class NotPermitted(DomainError):
    """The person acting holds no membership that allows this act."""
