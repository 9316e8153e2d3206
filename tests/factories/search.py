"""Documents to be found, without any row behind them."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from consultation import outbox
from search.copying import pay
from search.documents import SearchDocument

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
serial = count(1)


def make_document(body: str = "", **fields: Any) -> SearchDocument:
    """A notice, each a day newer than the one made before."""
    number = next(serial)
    defaults: dict[str, Any] = {
        "key": f"document-{number}",
        "kind": "notice",
        "section": "notice",
        "title": "某事项",
        "url": f"/consultations/matter-{number}/",
        "published_at": EPOCH + timedelta(days=number),
        "consultation": number,
        "department": 1,
        "year": 2026,
    }
    return SearchDocument(body=body, **(defaults | fields))


def make_copy(at: datetime) -> None:
    """What the drainer does until a new server holds the index."""
    pay(at=at)
    outbox.relay(at=at)
    pay(at=at)
