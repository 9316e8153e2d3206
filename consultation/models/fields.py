"""Pairs of instant and person: an act has both or neither, and the database says so."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


def acted_at(verbose_name: Any, **options: Any) -> Any:
    return models.DateTimeField(verbose_name, null=True, blank=True, editable=False, **options)


def acted_by(verbose_name: Any, **options: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=verbose_name, **options,
    )  # fmt: skip


def both_or_neither(act: str, name: str) -> models.CheckConstraint:
    """The constraint that `<act>_at` and `<act>_by` are set together."""
    at, by = f"{act}_at__isnull", f"{act}_by__isnull"
    return models.CheckConstraint(
        condition=Q(**{at: True, by: True}) | Q(**{at: False, by: False}), name=name
    )
