"""Audit events: written bare inside an act's transaction, sealed into a chain afterwards."""

from datetime import datetime
from typing import Any

from django.db import models

from consultation.models import AuditEvent, Consultation


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
    return AuditEvent.objects.create(
        verb=verb,
        by=by,
        at=at,
        consultation=consultation,
        subject_type=subject._meta.label_lower if subject else "",
        subject_id=str(subject.pk) if subject else "",
        detail=detail,
    )
