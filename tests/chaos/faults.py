"""What may go wrong, each as a function of the city and the seconds that the fault lasts."""

import os
import secrets
import signal
import time
from collections.abc import Callable

from tests.chaos.city import City

POISON = (
    "INSERT INTO consultation_outboxmessage (topic, payload, created_at, due_at, tries, last_error)"
    " VALUES (%s, '{}', now(), now(), 4, '') RETURNING id"
)


def a_web_worker_is_killed(city: City, seconds: float) -> None:
    for node in city.web:
        os.kill(secrets.choice(node.children()), signal.SIGKILL)
        time.sleep(seconds / 2)


def a_web_node_loses_power(city: City, seconds: float) -> None:
    city.web[0].kill()
    time.sleep(seconds)
    city.web[0].start()


def a_celery_worker_is_killed(city: City, seconds: float) -> None:
    city.workers[0].kill()
    time.sleep(seconds)
    city.workers[0].start()


def both_beats_are_killed(city: City, seconds: float) -> None:
    for beat in city.beats:
        beat.kill()
    time.sleep(seconds)
    for beat in city.beats:
        beat.start()


def redis_stops(city: City, seconds: float) -> None:
    city.redis.kill()
    time.sleep(seconds)
    city.redis.start()


def redis_answers_nothing(city: City, seconds: float) -> None:
    city.redis.freeze()
    time.sleep(seconds)
    city.redis.thaw()


def elasticsearch_answers_nothing(city: City, seconds: float) -> None:
    assert city.elasticsearch is not None
    os.kill(city.elasticsearch, signal.SIGSTOP)
    time.sleep(seconds)
    os.kill(city.elasticsearch, signal.SIGCONT)


def postgresql_restarts_at_once(city: City, seconds: float) -> None:
    city.postgres.stop()
    time.sleep(seconds / 2)
    city.postgres.start()
    time.sleep(seconds / 2)


def connections_are_cut(city: City, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        city.postgres.cut()
        time.sleep(0.7)


def a_message_is_poisoned(city: City, seconds: float) -> None:
    """Its last of five tries; the others must pass it by."""
    city.postgres.rows(POISON, "chaos.no_such_topic")
    time.sleep(seconds)


def the_clock_jumps(city: City, seconds: float) -> None:
    """Ten minutes on, as when a time server mends a clock that was slow."""
    city.postgres.move_clock("+10m")
    time.sleep(seconds)


FAULTS: list[Callable[[City, float], None]] = [
    a_web_worker_is_killed, a_web_node_loses_power, a_celery_worker_is_killed,
    both_beats_are_killed, redis_stops, redis_answers_nothing, elasticsearch_answers_nothing,
    postgresql_restarts_at_once, connections_are_cut, a_message_is_poisoned, the_clock_jumps,
]  # fmt: skip
