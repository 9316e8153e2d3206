"""Rows that are written once: what people read and comment on is neither changed nor deleted."""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from consultation.errors import DomainError


class UnableToChangeFrozen(DomainError):
    """A frozen row stands; a correction is a new version."""

    def __init__(self) -> None:
        super().__init__(_("A published text is never changed; a correction is a new version."))


class Frozen(models.Model):
    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise UnableToChangeFrozen
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise UnableToChangeFrozen
