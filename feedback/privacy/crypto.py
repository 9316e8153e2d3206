"""Encryption of names and contacts, and the keyed hashes that must not be reversible without keys.

`settings.FIELD_KEYS` is the ring that `keys` reads: the newest key encrypts, all decrypt.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from consultation.errors import DomainError
from feedback.privacy import keys

VERSION = "v1"
NONCE_BYTES = 12


class UnableToEncrypt(DomainError):
    """No usable key: nothing may be written rather than be written in the clear."""


class UnableToDecrypt(DomainError):
    """The key is not listed, or the text was altered or belongs to another row or column."""


@dataclass(frozen=True)
class Place:
    """Where a ciphertext lives; bound into it, so that it opens nowhere else."""

    table: str
    column: str
    row: str

    @property
    def associated_data(self) -> bytes:
        return "\x1f".join((self.table, self.column, self.row)).encode()


def encrypt(plain: str, place: Place) -> str:
    """`v1|key id|nonce|ciphertext`, the last two in URL-safe base64; empty stays empty."""
    if not plain:
        return ""
    key_id, key = next(iter(keyring().items()))
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, plain.encode(), place.associated_data)
    return "|".join((VERSION, key_id, encode(nonce), encode(sealed)))


def decrypt(token: str, place: Place) -> str:
    if not token:
        return ""
    try:
        version, key_id, nonce, sealed = token.split("|")
        if version != VERSION:
            raise ValueError(version)
        opened = AESGCM(keyring()[key_id]).decrypt(
            base64.urlsafe_b64decode(nonce), base64.urlsafe_b64decode(sealed), place.associated_data
        )
    except (ValueError, KeyError, InvalidTag, UnableToEncrypt) as error:
        raise UnableToDecrypt(_("This entry cannot be opened with the keys at hand.")) from error
    return opened.decode()


def keyed_hash(purpose: str, *parts: str, key_id: str | None = None) -> bytes:
    """32 bytes of HMAC-SHA-256 with a key derived for `purpose`, by default from the oldest key.

    The oldest key is the one that stays while newer ones are added, so equal values keep equal
    hashes through a rotation, until it is retired.
    """
    ring = keyring()
    root = ring[key_id] if key_id else list(ring.values())[-1]
    return hmac.new(
        keys.derive(root, purpose), "\x1f".join(parts).encode(), hashlib.sha256
    ).digest()


def contact_hash(consultation_id: int, contact: str) -> str:
    """32 hex digits for a normalised contact, different in every consultation; "" for none."""
    return keyed_hash("contact", str(consultation_id), contact).hex()[:32] if contact else ""


def keyring() -> dict[str, bytes]:
    """Key id → 32 bytes, newest first; never empty. Raises `UnableToEncrypt`."""
    try:
        return keys.parse(getattr(settings, "FIELD_KEYS", "") or "")
    except ValueError as error:
        raise UnableToEncrypt(
            _("Names and contacts cannot be stored safely at the moment. Please try again later.")
        ) from error


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()
