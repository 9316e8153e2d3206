"""The transactional outbox: what must happen after a commit is written inside it."""

from datetime import datetime
from typing import Any

from consultation.models import OutboxMessage


def write(*, topic: str, at: datetime, due_at: datetime | None = None, **payload: Any) -> None:
    """Write one message in the caller's transaction, to be handled at or after `due_at`.

    `topic` is a key of `settings.OUTBOX_CONSUMERS`; `payload` holds JSON values, identifiers
    rather than words.
    """
    OutboxMessage.objects.create(
        topic=topic, payload=payload, created_at=at, due_at=due_at or at
    )
