"""Two web nodes and two workers on one database: every receipt once, every message once."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core import signing
from django.db import connection

from consultation.models import OutboxMessage
from feedback.carried import OPENED
from feedback.models import Comment
from tests.factories.comments import BODY, solved
from tests.services import running_redis, wait_until
from tests.stack.servers import ask, command_of

pytestmark = pytest.mark.services

SENT = 12


@pytest.fixture
def shared():
    """What all nodes are told."""
    with running_redis() as server:
        yield {"REDIS_URL": server.url, "DJANGO_SETTINGS_MODULE": "tests.stack.node_settings"}


def test_every_receipt_and_every_message_once(shared, servers, open_consultation, now):
    if connection.vendor != "postgresql":
        pytest.skip("NO POSTGRESQL (DATABASE_URL): two nodes on one database are not tried")
    nodes = [servers.web(processes=2, **shared) for _node in range(2)]
    logs = []
    for name in ("first", "second"):
        logs.append(servers.folder / f"{len(servers.processes)}.log")
        command = [*command_of("worker"), "-n", f"{name}@here", "-c", "2", "-l", "info"]
        servers.start(command, LOG_LEVEL="INFO", **shared)
    servers.start(command_of("beat"), **shared)
    path = f"/consultations/{open_consultation.slug}/comment/"
    page = ask(nodes[0] + path)
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    opened = signing.dumps((now - timedelta(minutes=3)).timestamp(), salt=OPENED)

    def form(number):
        key, answer = solved(now)
        return urlencode({
            "csrfmiddlewaretoken": token, "key": uuid4(), "opened": opened, "name": "王秀兰",
            "contact": f"138001380{number:02}", "title": "近亲属", "body": f"{BODY}{number}",
            "captcha_key": key, "captcha_text": answer,
        }).encode()  # fmt: skip

    def send(job):
        node, number, body = job
        return number, ask(node + path, body, Cookie=cookie, X_Forwarded_For=f"10.0.{number}.1")

    forms = [form(number) for number in range(SENT)]
    jobs = [(node, number, body) for number, body in enumerate(forms) for node in nodes]
    with ThreadPoolExecutor(8) as clicks:
        answers = list(clicks.map(send, jobs))
    assert Counter(answer.status for _number, answer in answers) == {303: 2 * SENT}
    receipts = {(number, answer.headers["Location"]) for number, answer in answers}
    assert len(receipts) == SENT
    shown = {location.rstrip("/").rpartition("/")[2] for _number, location in receipts}
    assert shown == set(Comment.objects.values_list("receipt_number", flat=True))
    wait_until(lambda: not OutboxMessage.objects.filter(done_at=None).exists())
    assert set(OutboxMessage.objects.values_list("tries", flat=True)) == {1}
    assert OutboxMessage.objects.filter(topic="intake.settle").count() == SENT
    for log in logs:
        wait_until(lambda log=log: "succeeded" in log.read_text())
