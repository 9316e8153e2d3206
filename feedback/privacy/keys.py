"""The ring of field keys as it is written down: `id:base64key,id2:…`, the newest first.

The newest encrypts, all decrypt: a key is retired by taking it off the list once nothing is
encrypted with it any more. One generated secret without an id is a ring of its own.
"""

import base64
import binascii
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

BYTES = 32
WANTED = "must be id:key pairs between commas, each key 32 bytes in base64, the newest first"


@lru_cache(maxsize=8)
def parse(text: str) -> dict[str, bytes]:
    """Key id → 32 bytes, newest first; raises `ValueError` with what is wanted instead."""
    entries = [entry.strip() for entry in text.split(",") if entry.strip()]
    if len(entries) == 1 and ":" not in entries[0] and len(entries[0]) >= BYTES:
        return {"k0": derive(entries[0].encode(), "field")}
    keys: dict[str, bytes] = {}
    for entry in entries:
        key_id, _colon, encoded = entry.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise ValueError(WANTED) from error
        if not key_id or "|" in key_id or len(key) != BYTES:
            raise ValueError(WANTED)
        if key_id in keys:
            raise ValueError("names the same key id twice")
        keys[key_id] = key
    if not keys:
        raise ValueError(WANTED)
    return keys


@lru_cache(maxsize=64)
def derive(root: bytes, purpose: str) -> bytes:
    """A 32-byte key of its own for one purpose (HKDF-SHA-256)."""
    return HKDF(SHA256(), length=32, salt=None, info=f"yanlu {purpose}".encode()).derive(root)
