"""What is logged: one line of JSON each, traceable to its request, without personal data."""

import io
import json
import logging
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import signing
from django.db import IntegrityError
from django.test import Client

from cms.logs import JsonFormatter
from feedback import intake, receipts
from feedback.carried import OPENED
from feedback.models import Comment
from tests.factories.comments import solved

NAME, CONTACT, BODY = "欧阳若兰", "13912345678", "请写明近亲属的范围，并公布理由。"


@pytest.fixture
def lines():
    """Whatever any logger writes from DEBUG up, as it leaves the process."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root, django = logging.getLogger(), logging.getLogger("django.request")
    before = root.level, django.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    django.setLevel(logging.DEBUG)

    def read():
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    yield read
    root.removeHandler(handler)
    root.setLevel(before[0])
    django.setLevel(before[1])


@pytest.fixture
def form(open_consultation, now):
    key, answer = solved(now)
    return {
        "key": str(uuid4()), "name": NAME, "contact": CONTACT, "title": "近亲属", "body": BODY,
        "opened": signing.dumps((now - timedelta(minutes=3)).timestamp(), salt=OPENED),
        "captcha_key": key, "captcha_text": answer,
    }  # fmt: skip


@pytest.fixture
def send(open_consultation, form):
    client = Client(raise_request_exception=False)
    address = f"/consultations/{open_consultation.slug}/comment/"
    return lambda **headers: client.post(address, form, **headers)


def assert_nothing_personal(lines, form, *more):
    assert lines
    written = json.dumps(lines, ensure_ascii=False)
    secrets = (NAME, CONTACT, BODY, form["key"], form["captcha_text"], *more)
    assert [secret for secret in secrets if secret in written] == []


@pytest.mark.django_db
def test_an_accepted_comment_leaves_one_line_without_a_word_of_it(lines, form, send):
    answer = send(headers={"X-Request-ID": "abc-12345"})
    assert answer.status_code == 303
    number = Comment.objects.get().receipt_number
    assert answer["X-Request-ID"] == "abc-12345"
    told = [line for line in lines() if line["event"] == "answered"]
    assert [line["request"] for line in told] == ["abc-12345"]
    assert told[0] | {"time": "", "ms": 0} == {
        "time": "", "level": "INFO", "logger": "cms.requests", "event": "answered",
        "request": "abc-12345", "route": "consultation:comment", "method": "POST",
        "status": 303, "ms": 0,
    }  # fmt: skip
    assert_nothing_personal(lines(), form, number, receipts.code_of(form["key"]))


@pytest.mark.django_db
def test_a_server_error_names_its_place_and_nothing_that_was_typed(lines, form, send, monkeypatch):
    def broken(**_fields):
        try:
            raise IntegrityError(f"Key (name, contact)=({NAME}, {CONTACT}) is wrong")
        except IntegrityError as error:
            raise RuntimeError(f"{BODY} {form['captcha_text']}") from error

    monkeypatch.setattr(intake, "submit_comment", broken)
    assert send(headers={"X-Request-ID": "abc-12345"}).status_code == 500
    failed = [line for line in lines() if line["level"] == "ERROR"]
    assert [line["request"] for line in failed] == ["abc-12345"]
    assert failed[0]["error"]["kinds"] == ["RuntimeError", "IntegrityError"]
    assert failed[0]["error"]["at"][-1].endswith(" broken")
    assert_nothing_personal(lines(), form)


@pytest.mark.django_db
def test_a_receipt_and_a_search_are_named_by_their_route(lines, client):
    client.get("/receipt/ABCDEFGH23456789/")
    client.get("/search/", {"q": CONTACT})
    client.get(f"/{CONTACT}/")
    assert {line.get("route") for line in lines() if line["event"] == "answered"} == {
        "feedback:receipt", "search:find", "wagtail_serve",
    }  # fmt: skip
    written = json.dumps(lines(), ensure_ascii=False)
    assert CONTACT not in written
    assert "ABCDEFGH23456789" not in written


@pytest.mark.django_db
def test_a_strange_host_or_request_id_is_not_repeated(lines, client, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    for strange in (
        f"{NAME}12345678",
        "x" * 65,
        "short",
        "a b c d e f g h",
        "evil\r\nSet-Cookie: a",
    ):
        answer = client.get("/", headers={"Host": f"{CONTACT}.example", "X-Request-ID": strange})
        assert answer.status_code == 400
        assert len(answer["X-Request-ID"]) == 32
    written = json.dumps(lines(), ensure_ascii=False)
    assert CONTACT not in written
    assert "Set-Cookie" not in written


def test_others_messages_keep_their_numbers_only(lines):
    logger = logging.getLogger("somebodys.package")
    logger.warning("worker %d lost %s", 7, CONTACT)
    logger.warning("%(name)s failed %(times)d times", {"name": NAME, "times": 2})
    logger.warning("100% sure")
    assert [line["event"] for line in lines()] == [
        "worker 7 lost …", "… failed 2 times", "100% sure",
    ]  # fmt: skip
    wrong = logging.LogRecord("somebodys", logging.ERROR, "", 1, "wrong %d", (CONTACT,), None)
    assert json.loads(JsonFormatter().format(wrong))["event"] == "wrong %d"
