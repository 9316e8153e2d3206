"""The full stack's drainer on a real Redis: nothing is lost with the broker or a worker."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import quote

import pytest
from celery.contrib.testing.worker import start_worker
from django.db import connection, transaction
from kombu import pools

from cms.celery import ENOUGH, Sweeper, app, send, waiting
from consultation import clock, drainer, outbox
from consultation.models import AuditEvent, Job, OutboxMessage
from tests.factories.process import make_user
from tests.services import ROOT, clean_environment, deaf_server, running_redis, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
seen = []


def note(*, at, **payload):
    seen.append(payload)


def duty(*, at):
    """What two beats must not do twice: not idempotent at all."""
    if not Job.objects.exists():
        threading.Event().wait(0.2)
        Job.objects.create(kind="duty", title="一次", asked_at=at, asked_by=make_user())


@contextmanager
def speaking_to(url, seconds=5):
    """The application with another broker."""
    kept = app.conf.broker_url, app.conf.broker_transport_options
    options = kept[1] | {"socket_timeout": seconds, "socket_connect_timeout": seconds}

    def use(url, options):
        pools.reset()
        app.conf.update(broker_url=url, broker_transport_options=options)
        app._pool = None
        app.amqp._producer_pool = None

    use(url, options)
    try:
        yield
    finally:
        use(*kept)


@pytest.fixture(scope="module")
def redis():
    with running_redis() as server:
        yield server


@pytest.fixture
def broker(redis):
    with speaking_to(redis.url):
        app.control.purge()
        yield redis


@pytest.fixture(autouse=True)
def consumers(settings, transactional_db):
    seen.clear()
    settings.OUTBOX_CONSUMERS = dict.fromkeys(("note", "mail.note"), f"{__name__}.note")
    settings.PERIODIC_JOBS = []
    settings.OUTBOX_SENDER = "cms.celery.send"


@pytest.fixture
def nudging(settings):
    """The threads of a web process."""
    drainer.start()
    yield
    drainer.stop()


def worker(*queues):
    return start_worker(app, perform_ping_check=False, queues=list(queues), pool="solo")


def write(topic="note", **payload):
    with transaction.atomic():
        outbox.write(topic=topic, at=clock.now(), **payload)


def undone():
    return OutboxMessage.objects.filter(done_at=None).count()


def length(queue):
    with app.connection_for_write() as connection:
        return waiting(connection, queue)


def test_a_commit_nudges_a_worker_without_any_beat(broker, nudging):
    with worker("quick"):
        write(number=1)
        wait_until(lambda: seen)
        wait_until(lambda: not undone())
    assert seen == [{"number": 1}]


def test_what_rolls_back_nudges_nobody(broker, nudging):
    with transaction.atomic():
        outbox.write(topic="note", at=clock.now())
        transaction.set_rollback(True)
    assert not outbox.bells["quick"].is_set()
    assert length("quick") == 0


def test_each_topic_goes_to_the_workers_of_its_queue(broker):
    write(number=1)
    write("mail.note", number=2)
    send("quick")
    send("mail")
    with worker("mail"):
        wait_until(lambda: seen)
    assert seen == [{"number": 2}]
    assert undone() == 1


def test_beat_sweeps_every_queue_and_asks_for_the_duties(broker):
    write(number=1)
    write("mail.note", number=2)
    AuditEvent.objects.create(at=clock.now(), by=make_user(), verb="test")
    assert Sweeper(app).tick() == 1.0
    with worker(*outbox.queues()):
        wait_until(lambda: not undone())
        wait_until(lambda: not AuditEvent.objects.filter(link=None).exists())
    assert sorted(payload["number"] for payload in seen) == [1, 2]


def test_two_beats_do_nothing_twice(broker, settings):
    settings.PERIODIC_JOBS = [f"{__name__}.duty"]
    for number in range(20):
        write(number=number)
    first, second = Sweeper(app), Sweeper(app)
    for _second in range(2):
        first.tick()
        second.tick()
    with worker("quick"):
        wait_until(lambda: not undone() and length("quick") == 0)
    assert sorted(payload["number"] for payload in seen) == list(range(20))
    assert Job.objects.count() == 1


def test_a_duty_is_done_by_one_at_a_time(settings):
    settings.PERIODIC_JOBS = [f"{__name__}.duty"]
    barrier = threading.Barrier(4)

    def run():
        barrier.wait()
        try:
            drainer.duties()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Job.objects.count() == 1


def test_without_workers_the_broker_does_not_fill_up(broker):
    sweeper = Sweeper(app)
    for _second in range(2 * ENOUGH):
        sweeper.tick()
    assert [length(queue) for queue in outbox.queues()] == [ENOUGH] * len(outbox.queues())


def test_a_broker_that_is_away_costs_a_sweep(broker, nudging):
    broker.kill()
    write(number=1)
    assert Sweeper(app).tick() == 1.0
    assert undone() == 1
    broker.start()
    Sweeper(app).tick()
    with worker("quick"):
        wait_until(lambda: not undone())
    assert seen == [{"number": 1}]


def test_a_broker_that_forgot_everything_costs_a_sweep(broker):
    write(number=1)
    send("quick")
    app.control.purge()
    assert length("quick") == 0
    Sweeper(app).tick()
    with worker("quick"):
        wait_until(lambda: not undone())


def test_a_frozen_broker_delays_no_commit(settings):
    """The server accepts and never answers: a sender is stuck in it while others commit."""
    entered, left = threading.Event(), threading.Event()

    def stuck(queue):
        entered.set()
        send(queue)
        left.set()

    settings.OUTBOX_SENDER = f"{__name__}.sender"
    globals()["sender"] = stuck
    with deaf_server() as port, speaking_to(f"redis://127.0.0.1:{port}/0", seconds=600):
        drainer.start()
        try:
            write(number=0)
            assert entered.wait(30)
            for number in range(1, 50):
                write(number=number)
            assert not left.is_set()
        finally:
            drainer.stop()
    assert undone() == 50


def test_a_worker_killed_under_a_beat_costs_a_retry_and_not_the_result(broker, tmp_path):
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite:///{database['NAME']}"
    else:
        user = quote(database["USER"]) + (
            f":{quote(database['PASSWORD'])}" * bool(database["PASSWORD"])
        )
        address = f"postgres://{user}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = clean_environment(
        DATABASE_URL=address, REDIS_URL=broker.url, YANLU_DATA=str(tmp_path),
        DJANGO_SETTINGS_MODULE="tests.cms.worker_settings",
    )  # fmt: skip
    celery = [sys.executable, "-m", "celery", "-A", "cms"]
    write("linger", folder=str(tmp_path))
    with (tmp_path / "log").open("w") as log:
        processes = [
            subprocess.Popen([*celery, *part], cwd=ROOT, env=environment, stdout=log, stderr=log)
            for part in (["worker", "-c", "1", "-Q", "quick"], ["beat"])
        ]
        try:
            wait_until((tmp_path / "pids").exists, 120)
            wait_until(lambda: (tmp_path / "pids").read_text().endswith("\n"))
            os.kill(int((tmp_path / "pids").read_text()), signal.SIGKILL)
            later = clock.now() - timedelta(seconds=1)
            OutboxMessage.objects.update(claimed_until=later)  # its lease runs out
            wait_until(lambda: not undone(), 120)
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=60)
    message = OutboxMessage.objects.get()
    assert (message.tries, message.parked_at) == (2, None)
    assert (tmp_path / "result").read_text() == "done\n"
    assert len((tmp_path / "pids").read_text().split()) == 2


def test_the_promises_of_the_configuration():
    conf = app.conf
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1
    assert list(conf.accept_content) == ["json"]
    assert conf.task_ignore_result
    assert conf.result_backend is None
    longest = max(hard for _soft, hard in [*drainer_limits().values()])
    assert conf.broker_transport_options["visibility_timeout"] > longest


def drainer_limits():
    from consultation import tasks  # noqa: PLC0415 — registers the tasks with the application

    for queue in outbox.queues():
        lease = outbox.LEASES.get(queue, outbox.LEASE).total_seconds()
        soft, hard = tasks.LIMITS.get(queue, tasks.LIMIT)
        assert soft < hard
        assert hard < lease or queue == outbox.EXPORT  # a job shows its own signs of life
    return tasks.LIMITS
