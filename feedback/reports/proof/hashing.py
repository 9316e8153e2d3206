"""Hashes of what is published: canonical JSON, and a tree over leaves as in RFC 6962.

Leaves and nodes begin with different bytes, so that neither passes for the other; a tree whose
size is no power of two is split at the largest one below. `docs/verify_report.py` is written apart
from this on purpose.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any


def canonical(value: Any) -> str:
    """JSON with sorted keys and without white space."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def leaf(record: Any) -> bytes:
    return hashlib.sha256(b"\x00" + canonical(record).encode()).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over hashes of leaves, or over roots of equally many leaves, a power of two."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    half = below(len(hashes))
    return node(root_of(hashes[:half]), root_of(hashes[half:]))


def path_to(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """The hashes that lead from one leaf to the root, the nearest first."""
    if len(hashes) <= 1:
        return []
    half = below(len(hashes))
    if index < half:
        return [*path_to(index, hashes[:half]), root_of(hashes[half:])]
    return [*path_to(index - half, hashes[half:]), root_of(hashes[:half])]


def below(count: int) -> int:
    """The largest power of two smaller than `count`."""
    return int(1 << (count - 1).bit_length() - 1)
