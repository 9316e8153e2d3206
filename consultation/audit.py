"""Audit events: written bare inside an act's transaction, sealed into a chain afterwards."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from consultation.models import AuditEvent, Consultation
from consultation.rows import insert

BATCH = 500


def record(
    *,
    verb: str,
    by: Any,
    at: datetime,
    consultation: Consultation | None = None,
    subject: models.Model | None = None,
    **detail: Any,
) -> AuditEvent:
    """Write one event in the caller's transaction; `by` is None for an anonymous citizen.

    `detail` must hold JSON values only: identifiers, numbers, reasons; never a contact or a
    citizen's words.
    """
    return insert(event_of(verb, by, at, consultation, subject, detail))


def record_each(
    *,
    verb: str,
    by: Any,
    at: datetime,
    consultation: Consultation,
    subjects: Iterable[tuple[models.Model, dict[str, Any]]],
) -> None:
    """One event with its detail for every subject of one act, in few statements: what is read at a
    subject is sealed as its own.
    """
    AuditEvent.objects.bulk_create(
        [event_of(verb, by, at, consultation, one, detail) for one, detail in subjects],
        batch_size=BATCH,
    )


def event_of(
    verb: str,
    by: Any,
    at: datetime,
    consultation: Consultation | None,
    subject: models.Model | None,
    detail: dict[str, Any],
) -> AuditEvent:
    return AuditEvent(
        verb=verb,
        by=by,
        at=at,
        consultation=consultation,
        subject_type=subject._meta.label_lower if subject else "",
        subject_id=str(subject.pk) if subject else "",
        detail=detail,
    )
