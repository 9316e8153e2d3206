"""The state of each part that an installation stands on. Each function returns "" when its part
is well, else what is wrong, in words that hold no address and no secret; it may also raise.
"""

from functools import cache
from typing import Any

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from consultation import clock, outbox, replica

OLDEST = 60
SECONDS = 1.0


def database() -> str:
    clock.now()
    return ""


def migrations() -> str:
    missing = needed() - set(MigrationRecorder(connection).applied_migrations())
    return f"{len(missing)} not applied: run migrate" if missing else ""


@cache
def needed() -> frozenset[Any]:
    """The last migration of each app, as the code has it."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def drained() -> str:
    backlog = outbox.backlog(at=clock.now())
    if backlog.seconds > OLDEST:
        return f"{backlog.waiting} messages wait, the oldest for {backlog.seconds:.0f} s"
    return f"{backlog.parked} messages are parked" if backlog.parked else ""


def read_replica() -> str:
    """The replica, where one is named; without it the primary is read."""
    if replica.REPLICA not in settings.DATABASES:
        return ""
    behind = replica.lag()
    return f"{behind:.0f} s behind" if behind > OLDEST else ""


def broker() -> str:
    """Redis, where one is named; without it there is nothing to be out of reach."""
    if url := getattr(settings, "REDIS_URL", ""):
        with redis.Redis.from_url(
            url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS
        ) as client:
            client.ping()
    return ""
