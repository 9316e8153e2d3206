"""/healthz, /readyz and /metrics: what they say, to whom, and what they keep to themselves."""

import re
import threading
from datetime import timedelta

import pytest
import redis
from django.db import OperationalError

from cms import health, probes
from consultation import clock, metrics
from consultation.models import OutboxMessage

URL = "postgres://keeper:secret@10.0.0.1/yanlu"


def broken():
    raise OperationalError(f"cannot reach {URL}")


def well():
    return ""


def hanging():
    threading.Event().wait(30)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    monkeypatch.setattr(probes, "SECONDS", 60)


@pytest.fixture
def parts(settings):
    def choosing(**given):
        settings.READINESS = {name: f"{__name__}.{part.__name__}" for name, part in given.items()}

    return choosing


def test_alive_whatever_the_host_name_and_the_database(client):
    answer = client.get("/healthz", headers={"Host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.content) == (200, b"alive\n")
    assert answer["Cache-Control"] == "no-store"
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_ready_with_every_part_named(client):
    answer = client.get("/readyz", headers={"Host": "10.0.0.7:8000"})
    assert answer.status_code == 200
    named = ("database", "migrations", "outbox", "search", "broker", "replica")
    assert answer.json() == {"status": "ready", "parts": dict.fromkeys(named, "ok")}


@pytest.mark.parametrize("part", ["database", "migrations"])
def test_not_ready_without_an_essential_part_and_no_secret_told(client, parts, part):
    parts(**{"search": well, part: broken})
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "not ready", "parts": {"search": "ok", part: "OperationalError"}
    }  # fmt: skip


@pytest.mark.parametrize("part", ["outbox", "search", "broker"])
def test_what_only_slows_leaves_the_node_in_service(client, parts, part):
    parts(**{"database": well, part: broken})
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert client.get("/readyz?strict").status_code == 503


def test_a_part_that_hangs_is_named_and_asked_once_at_a_time(client, parts, monkeypatch):
    monkeypatch.setattr(probes, "SECONDS", 0.05)
    parts(database=hanging)
    before = threading.active_count()
    for _time in range(5):
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["parts"]["database"].startswith("no answer within")
    assert threading.active_count() <= before + 1


@pytest.mark.django_db
def test_old_and_parked_messages_are_told(now):
    assert health.drained() == ""
    old = now - timedelta(minutes=5)
    message = OutboxMessage.objects.create(topic="none", created_at=old, due_at=old)
    assert re.fullmatch(r"1 messages wait, the oldest for 30\d s", health.drained())
    OutboxMessage.objects.filter(pk=message.pk).update(parked_at=now)
    assert health.drained() == "1 messages are parked"
    later = now + timedelta(hours=1)
    OutboxMessage.objects.filter(pk=message.pk).update(parked_at=None, due_at=later)
    assert health.drained() == ""


@pytest.mark.django_db
def test_a_missing_migration_is_told(monkeypatch):
    assert health.migrations() == ""
    monkeypatch.setattr(health, "needed", lambda: frozenset({("cms", "9999_later")}))
    assert health.migrations() == "1 not applied: run migrate"


def test_a_broker_that_is_named_and_gone_is_an_error(settings):
    settings.REDIS_URL = ""
    assert health.broker() == ""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with pytest.raises(redis.ConnectionError):
        health.broker()


@pytest.mark.django_db
def test_figures_for_prometheus(client, open_consultation, now):
    OutboxMessage.objects.all().delete()
    old = now - timedelta(seconds=90)
    OutboxMessage.objects.create(topic="none", created_at=old, due_at=old)
    OutboxMessage.objects.create(topic="none", created_at=old, due_at=old, parked_at=now)
    metrics.REFUSED.labels("captcha").inc()
    client.get(f"/consultations/{open_consultation.slug}/")
    page = client.get("/metrics").content.decode()
    assert 'yanlu_outbox_messages{state="waiting"} 1.0' in page
    assert 'yanlu_outbox_messages{state="parked"} 1.0' in page
    assert float(re.search(r"yanlu_outbox_oldest_seconds ([\d.]+)", page)[1]) >= 90
    assert re.search(r'yanlu_comments_refused_total\{reason="captcha"\} [1-9]', page)
    assert re.search(
        r'yanlu_request_seconds_count\{method="GET",route="consultation:notice",status="2xx"\}',
        page,
    )


@pytest.mark.parametrize(
    ("proxies", "extra"),
    [
        (0, {"REMOTE_ADDR": "192.0.2.9"}),
        (0, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.9"}),
        (0, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1, 192.0.2.9"}),
        (0, {"REMOTE_ADDR": ""}),
    ],
)
def test_figures_are_for_allowed_addresses_only(client, settings, proxies, extra):
    settings.TRUSTED_PROXIES = proxies
    answer = client.get("/metrics", **extra)
    assert answer.status_code == 404
    assert b"yanlu" not in answer.content


@pytest.mark.django_db
def test_the_allowed_addresses_are_a_setting(client, settings):
    settings.METRICS_ALLOW = ["192.0.2.0/24", "2001:db8::/32"]
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.9").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="2001:db8::7").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 404


def test_figures_say_when_the_database_is_away(client, monkeypatch):
    def away():
        raise OperationalError(URL)

    monkeypatch.setattr(clock, "now", away)
    page = client.get("/metrics").content.decode()
    assert "yanlu_database_up 0.0" in page
    assert "secret" not in page
