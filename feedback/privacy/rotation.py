"""Names and contacts under a new key, while the site goes on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from consultation import audit
from consultation.transactions import writing
from feedback.models import Respondent
from feedback.people import place
from feedback.privacy.crypto import VERSION, UnableToDecrypt, decrypt, encrypt, keyring

COLUMNS = ("name", "contact")
BATCH = 500


@dataclass(frozen=True)
class Rotation:
    """`unreadable` rows open with none of the keys at hand and were left as they are."""

    key: str
    changed: int
    unreadable: int


def rotate(*, by: Any, at: datetime) -> Rotation:
    """Encrypt with the newest key whatever was encrypted with an older one, in small transactions.

    Hashes of contacts stay with the oldest key of the ring (see `crypto.keyed_hash`).
    """
    newest = next(iter(keyring()))
    changed = unreadable = last = 0
    while batch := list(older_than(newest).filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        with writing():
            for respondent in batch:
                try:
                    changed += renewed(respondent)
                except UnableToDecrypt:
                    unreadable += 1
    with writing():
        audit.record(
            verb="keys.rotated", by=by, at=at, key=newest, changed=changed, unreadable=unreadable
        )
    return Rotation(newest, changed, unreadable)


def older_than(key_id: str) -> Any:
    """Rows with anything that was encrypted with another key."""
    present = f"{VERSION}|{key_id}|"
    stale = Q()
    for column in COLUMNS:
        field = f"{column}_cipher"
        stale |= ~Q(**{field: ""}) & ~Q(**{f"{field}__startswith": present})
    return Respondent.objects.filter(stale).select_related("comment")


def renewed(respondent: Respondent) -> int:
    """Rewrite one row unless it was erased meanwhile; 1 if it was rewritten."""
    before = {f"{column}_cipher": getattr(respondent, f"{column}_cipher") for column in COLUMNS}
    after = {}
    for column in COLUMNS:
        where, field = place(respondent.comment, column), f"{column}_cipher"
        after[field] = encrypt(decrypt(before[field], where), where)
    return Respondent.objects.filter(pk=respondent.pk, **before).update(**after)
