"""The pair that finds a comment again: a receipt number, and a query code kept only as a hash.

Together they hold some 108 random bits in letters and digits that are not taken for one another.
The code of a web form follows from its idempotency key, so that a form sent twice shows the same
receipt although the code is stored nowhere.
"""

import secrets
import unicodedata
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from feedback.privacy.crypto import keyed_hash, keyring

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBER_LENGTH, CODE_LENGTH = 10, 12


def new_number(at: datetime) -> str:
    """Like 2026-K7MPA-3XQDT: the local year and random characters."""
    drawn = "".join(secrets.choice(ALPHABET) for _place in range(NUMBER_LENGTH))
    return f"{timezone.localtime(at).year}-{drawn[:5]}-{drawn[5:]}"


def code_of(key: UUID, key_id: str | None = None) -> str:
    """The query code that belongs to an idempotency key, in three groups of four."""
    digest = int.from_bytes(keyed_hash("query code", str(key), key_id=key_id or newest()), "big")
    drawn = ""
    for _place in range(CODE_LENGTH):
        digest, rest = divmod(digest, len(ALPHABET))
        drawn += ALPHABET[rest]
    return f"{drawn[:4]} {drawn[4:8]} {drawn[8:]}"


def hash_code(number: str, code: str, key_id: str | None = None) -> str:
    """`key id$64 hex digits`."""
    key_id = key_id or newest()
    digest = keyed_hash("query code hash", plain(number), plain(code), key_id=key_id)
    return f"{key_id}${digest.hex()}"


def is_code(number: str, code: str, stored: str) -> bool:
    """Whether `code` is the one whose hash is `stored`; takes as long for a wrong one."""
    key_id = stored.partition("$")[0]
    known = key_id if key_id in keyring() else newest()
    return secrets.compare_digest(hash_code(number, code, known), stored)


def plain(typed: str) -> str:
    """Upper case without spaces, dashes or full-width forms."""
    folded = unicodedata.normalize("NFKC", typed).upper()
    return "".join(character for character in folded if character.isalnum())


def number_of(typed: str) -> str:
    """A typed receipt number in the form in which it is stored."""
    folded = plain(typed)
    return f"{folded[:4]}-{folded[4:9]}-{folded[9:]}"


def newest() -> str:
    return next(iter(keyring()))
