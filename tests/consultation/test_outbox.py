"""The outbox: at least once, never two at a time, parked after five failures (F28)."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection

from consultation import clock, drainer, outbox
from consultation.models import AuditEvent, OutboxMessage
from tests.factories.process import make_user

seen = []


def note(*, at, **payload):
    seen.append(payload)


def fail(*, at, **payload):
    raise ValueError("nothing there")


class Killed(BaseException):
    """As when the process of the relay is killed: nothing after it is done."""


def kill(*, at, **payload):
    raise Killed


@pytest.fixture(autouse=True)
def consumers(settings):
    seen.clear()
    settings.OUTBOX_CONSUMERS = {
        "kill": "tests.consultation.test_outbox.kill",
        "note": "tests.consultation.test_outbox.note",
        "fail": "tests.consultation.test_outbox.fail",
    }
    settings.PERIODIC_JOBS = []


def test_a_message_is_handled_once_and_marked(now):
    outbox.write(topic="note", at=now, number=7)
    assert outbox.relay(at=now) == 1
    assert outbox.relay(at=now) == 0
    assert seen == [{"number": 7}]
    assert OutboxMessage.objects.get().done_at == now


def test_the_command_drains_what_is_due(db, capsys):
    now = clock.now()
    outbox.write(topic="note", at=now, number=7)
    outbox.write(topic="note", at=now + timedelta(hours=1), number=8)
    call_command("relay_outbox", "--once")
    assert seen == [{"number": 7}]
    assert capsys.readouterr().out == "1 messages handled.\n"


def test_a_message_waits_until_it_is_due(now):
    outbox.write(topic="note", at=now, due_at=now + timedelta(hours=1))
    assert outbox.relay(at=now) == 0
    assert outbox.relay(at=now + timedelta(hours=1)) == 1


def test_a_failing_message_is_parked_and_lets_others_pass(now):
    outbox.write(topic="fail", at=now)
    outbox.write(topic="note", at=now)
    at = now
    for _ in range(7):
        outbox.relay(at=at)
        at += timedelta(minutes=10)
    poisoned = OutboxMessage.objects.get(topic="fail")
    assert (poisoned.tries, poisoned.parked_at is not None) == (5, True)
    assert "nothing there" in poisoned.last_error
    assert len(seen) == 1
    assert outbox.retry(message=poisoned, by=None, at=at)
    assert outbox.relay(at=at) == 1
    assert not outbox.retry(message=OutboxMessage.objects.get(topic="note"), by=None, at=at)


def test_a_message_that_kills_its_relays_is_parked(now):
    outbox.write(topic="note", at=now)
    OutboxMessage.objects.update(tries=outbox.TRIES)
    outbox.relay(at=now)
    message = OutboxMessage.objects.get()
    assert (message.parked_at, message.last_error, seen) == (now, "no relay outlived it", [])


def test_what_kills_its_relays_is_parked_alone(now):
    outbox.write(topic="kill", at=now)
    outbox.write(topic="note", at=now)
    at = now
    for _relay in range(outbox.TRIES):
        with pytest.raises(Killed):
            outbox.relay(at=at)
        at += outbox.LEASE + timedelta(seconds=1)
    assert outbox.relay(at=at) == 2
    assert OutboxMessage.objects.get(topic="kill").parked_at == at
    note = OutboxMessage.objects.get(topic="note")
    assert (note.done_at, note.tries) == (at, 2)


def test_quick_messages_are_claimed_together(now, django_assert_num_queries):
    for number in range(outbox.BATCH):
        outbox.write(topic="note", at=now, number=number)
    bracketed = 3  # a savepoint, what is done inside, its release
    with django_assert_num_queries(2 + 2 + bracketed * outbox.BATCH + 3):
        assert outbox.relay(at=now) == outbox.BATCH


def test_a_relay_that_took_long_enough_leaves_the_rest(now, monkeypatch):
    for number in range(3):
        outbox.write(topic="note", at=now, number=number)
    monkeypatch.setattr(outbox, "LONG_ENOUGH", -1)
    assert outbox.relay(at=now) == 0
    assert set(OutboxMessage.objects.values_list("tries", "claimed_until")) == {(0, None)}


def test_an_unknown_topic_is_a_failure_like_any_other(now):
    outbox.write(topic="nobody", at=now)
    outbox.relay(at=now)
    assert "KeyError" in OutboxMessage.objects.get().last_error


def test_a_dead_relays_claim_expires(now):
    outbox.write(topic="note", at=now)
    OutboxMessage.objects.update(claimed_until=now + outbox.LEASE)
    assert outbox.relay(at=now) == 0
    assert outbox.relay(at=now + outbox.LEASE + timedelta(seconds=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_relays_never_run_a_message_twice(transactional_db):
    from consultation import clock  # noqa: PLC0415 — beside the fixture that prepares it

    at = clock.now()
    for number in range(20):
        outbox.write(topic="note", at=at, number=number)
    barrier = Barrier(4)

    def run():
        barrier.wait()
        try:
            while outbox.relay(at=at, limit=5):
                pass
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(payload["number"] for payload in seen) == list(range(20))


def test_a_sweep_survives_a_broken_job(now, settings):
    settings.PERIODIC_JOBS = ["tests.consultation.test_outbox.fail"]
    AuditEvent.objects.create(at=now, by=make_user(), verb="test")
    outbox.write(topic="note", at=now)
    drainer.sweep()
    assert len(seen) == 1
    assert AuditEvent.objects.filter(link=None).count() == 0
