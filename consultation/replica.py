"""Reading from the replica what need not be fresh, where `DATABASE_REPLICA_URL` names one.

It may lag by seconds, or by hours when something is wrong with it. So nobody's receipt, deadline,
stage or desk is read here, nor whether something is public: only numbers, and words that the
primary has said are public still.
"""

import os
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from consultation.breaker import Breaker
from consultation.metrics import REPLICA_FAILOVERS, REPLICA_READS

Answer = TypeVar("Answer")
REPLICA = "replica"
# Seconds: to be let in, and to answer
KNOCK, PATIENCE = 0.4, 0.5
SSL_REQUEST = struct.pack("!II", 8, 80877103)
breaker = Breaker("The replica")


def read(question: Callable[[str], Answer]) -> Answer:
    """The answer of `question(alias)`, asked of the replica or, while that gives none within a
    second, of the primary. The question may be asked twice and returns no lazy queryset.
    """
    if REPLICA not in settings.DATABASES:
        return question(DEFAULT_DB_ALIAS)
    if breaker.lets_through():
        try:
            with in_time():
                answer = question(REPLICA)
        except (DatabaseError, OSError) as error:
            connections[REPLICA].close()
            breaker.trip(type(error).__name__)
        else:
            breaker.close()
            REPLICA_READS.inc()
            return answer
    REPLICA_FAILOVERS.inc()
    return question(DEFAULT_DB_ALIAS)


@contextmanager
def in_time() -> Iterator[None]:
    """The connection of this thread to the replica, hung up when it is silent for too long."""
    wrapper = connections[REPLICA]
    if wrapper.connection is None:
        knock(wrapper.settings_dict["HOST"], int(wrapper.settings_dict["PORT"] or 5432))
        wrapper.connect()
    with socket.socket(fileno=os.dup(wrapper.connection.fileno())) as line:
        hanging_up = Timer(PATIENCE, line.shutdown, [socket.SHUT_RDWR])
        hanging_up.daemon = True
        hanging_up.start()
        try:
            yield
        finally:
            hanging_up.cancel()
            hanging_up.join()


def knock(host: str, port: int) -> None:
    """Raises OSError unless a server there says something at once; the driver waits for seconds."""
    if not host or host.startswith("/"):
        return
    with socket.create_connection((host, port), KNOCK) as door:
        door.sendall(SSL_REQUEST)
        if not door.recv(1):
            raise ConnectionResetError


def lag() -> float:
    """Seconds by which the replica is behind; 0 where it has all that there is to have."""
    with in_time(), connections[REPLICA].cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN NOT pg_is_in_recovery() THEN 0"
            " WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()"
            " AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0"
            " ELSE EXTRACT(EPOCH FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END"
        )
        return float(cursor.fetchone()[0] or 0)
