"""How often one origin may try: counted in the database, one statement, before anything else.

An origin is a keyed hash of an address prefix, different every day, so that nobody can be followed
and no address is kept. Counting never depends on a cache and never fails open.
"""

import ipaddress
import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from consultation.errors import DomainError
from consultation.transactions import writing_once
from feedback.models import RateWindow
from feedback.privacy.crypto import keyed_hash

PREFIXES = {4: 24, 6: 48}
KEPT = timedelta(days=2)


class TooMany(DomainError):
    """The origin has used up its tries; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            _("Too many tries just now. Please try again in %(minutes)d minutes."),
            minutes=math.ceil(retry_after / 60),
        )
        self.retry_after = retry_after


def count(scope: str, origin: str, at: datetime) -> None:
    """Count one try in `scope` of `settings.RATE_LIMITS` (tries, seconds); raises `TooMany`.

    In its own statement and transaction, so that a refusal later does not take the count back.
    """
    require(scope, count_each({scope: origin}, at)[scope], at)


def count_each(origins: Mapping[str, str], at: datetime) -> dict[str, int]:
    """Count one try in every scope for its origin, in one statement; returns the tries so far."""
    rows = [
        (scope, origin, window(at, settings.RATE_LIMITS[scope][1]))
        for scope, origin in sorted(origins.items())  # one order, so that nobody waits in a circle
    ]
    table = connection.ops.quote_name(RateWindow._meta.db_table)
    values = ", ".join(["(%s, %s, %s, 1)"] * len(rows))
    adapted = connection.ops.adapt_datetimefield_value
    with writing_once(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (scope, origin, starts_at, count) VALUES {values}"  # noqa: S608 — the names are the model's own
            f" ON CONFLICT (scope, origin, starts_at) DO UPDATE SET count = {table}.count + 1"
            " RETURNING scope, count",
            [value for scope, origin, start in rows for value in (scope, origin, adapted(start))],
        )
        return dict(cursor.fetchall())


def require(scope: str, tries: int, at: datetime) -> None:
    """Raises `TooMany` when more were tried than `settings.RATE_LIMITS` allow."""
    allowed, seconds = settings.RATE_LIMITS[scope]
    if tries > allowed:
        left = (window(at, seconds) + timedelta(seconds=seconds) - at).total_seconds()
        raise TooMany(max(1, math.ceil(left)))


def give_back(scope: str, origin: str, at: datetime) -> None:
    """Take back one counted try, because it was right and only wrong ones are limited."""
    _allowed, seconds = settings.RATE_LIMITS[scope]
    table = connection.ops.quote_name(RateWindow._meta.db_table)
    with writing_once(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET count = count - 1"  # noqa: S608 — the name is the model's own
            " WHERE scope = %s AND origin = %s AND starts_at = %s AND count > 0",
            [scope, origin, connection.ops.adapt_datetimefield_value(window(at, seconds))],
        )


def window(at: datetime, seconds: int) -> datetime:
    since = int(at.timestamp()) // seconds * seconds
    return datetime.fromtimestamp(since, UTC)


def origin_of(meta: Mapping[str, str], at: datetime) -> str:
    """The hashed origin of a request from its WSGI environment; 32 hex digits."""
    return keyed_hash("origin", f"{at:%Y-%m-%d}", prefix_of(address_of(meta))).hex()[:32]


def address_of(meta: Mapping[str, str]) -> str:
    """The client's address as `settings.TRUSTED_PROXIES` proxies in front of us reported it."""
    hops: int = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if hops and len(forwarded) >= hops and forwarded[-hops]:
        return forwarded[-hops]
    return str(meta.get("REMOTE_ADDR", ""))


def prefix_of(address: str) -> str:
    """The /24 of an IPv4 or the /48 of an IPv6 address; what is neither is one origin."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network((parsed, PREFIXES[parsed.version]), strict=False))


def forget_windows(*, at: datetime) -> None:
    old = RateWindow.objects.filter(starts_at__lt=at - KEPT)
    if old.exists():
        old.delete()
