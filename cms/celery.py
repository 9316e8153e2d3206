"""The full stack's drainer: Celery's application, its queues, and the beat that sweeps.

Broker messages carry the name of a queue and nothing else; what is to be done stands in the
outbox. Losing the broker with all it holds therefore loses nothing.
"""

import logging
from typing import Any

import django
from celery import Celery
from celery.beat import Scheduler
from kombu import Queue
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from cms.starting import require_settings

require_settings()
django.setup()

from django.conf import settings  # noqa: E402 — what follows needs the apps

from consultation import outbox, tasks  # noqa: E402

SWEEP = 1.0
# Nobody takes them up: more of the same in a queue would change nothing
ENOUGH = 10
STALE = 30
logger = logging.getLogger(__name__)

app = Celery("yanlu")
app.conf.update(
    broker_url=settings.REDIS_URL or "memory://",
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        "visibility_timeout": 2 * 3600,
        "socket_timeout": 5,
        "socket_connect_timeout": 5,
        "max_retries": 1,
        "interval_start": 0,
    },
    task_queues=[Queue(name) for name in outbox.queues()],
    task_default_queue=outbox.QUICK,
    task_create_missing_queues=False,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_store_errors_even_if_ignored=False,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_hijack_root_logger=False,
    beat_scheduler="cms.celery:Sweeper",
    db_reuse_max=1_000_000,
    timezone=settings.TIME_ZONE,
)


def send(queue: str, task: Any = tasks.relay) -> None:
    """Ask the workers of a queue to look into the outbox; without a broker they are not asked."""
    soft, hard = tasks.LIMITS.get(queue, tasks.LIMIT)
    try:
        with app.pool.acquire(block=True) as connection:
            if waiting(connection, queue) < ENOUGH:
                task.apply_async(
                    [queue], queue=queue, soft_time_limit=soft, time_limit=hard, expires=STALE,
                    retry=False, connection=connection,
                )  # fmt: skip
    except (KombuError, OSError, RedisError) as error:
        logger.warning("%s of %s was not sent: %s", task.name, queue, type(error).__name__)


def waiting(connection: Any, queue: str) -> int:
    """How many messages stand in the broker's queue."""
    channel = connection.default_channel
    try:
        return int(channel.queue_declare(queue=queue, passive=True).message_count)
    except connection.channel_errors:  # there is no queue before its first message
        return 0


class Sweeper(Scheduler):
    """Every second, by no clock that can be set; two of them only ask twice as often."""

    def setup_schedule(self) -> None:
        """There is no timetable: `settings.PERIODIC_JOBS` are all due at every sweep."""

    def tick(self, **options: Any) -> float:
        for queue in outbox.queues():
            send(queue)
        send(outbox.QUICK, tasks.duties)
        return SWEEP
