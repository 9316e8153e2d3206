"""What breaks behind the form costs nobody a word, and no word leaks from it."""

import json
import re

import pytest
from django.apps import apps
from django.db import OperationalError, connection
from django.test import Client

from feedback import intake
from feedback.models import Comment
from tests.factories.comments import BODY
from tests.factories.forms import filled

pytestmark = pytest.mark.django_db


def test_a_missing_key_of_encryption_is_told_and_keeps_the_words(client, address, now, settings):
    form = filled(now)
    settings.FIELD_KEYS = ""
    answer = client.post(address, form)
    assert answer.status_code == 503
    assert BODY in answer.content.decode()
    assert not Comment.objects.exists()


def test_a_database_out_of_reach_keeps_the_form_to_be_sent_again(client, address, now, monkeypatch):
    form = filled(now)

    def out_of_reach(**_arguments):
        raise OperationalError("terminating connection")

    with monkeypatch.context() as broken:
        broken.setattr(intake, "submit_comment", out_of_reach)
        answer = client.post(address, form)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    page = answer.content.decode()
    assert BODY in page
    again = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page)) | {"body": BODY}
    assert again["key"] == form["key"]
    assert client.post(address, again).status_code == 303


def out_of_reach(execute, sql, params, many, context):
    raise OperationalError("server closed the connection unexpectedly")


def test_no_database_at_all_still_keeps_the_form_and_answers_every_page(client, address, now):
    form = filled(now)
    with connection.execute_wrapper(out_of_reach):
        answer = client.post(address, form)
        reading = client.get(address)
    assert (answer.status_code, reading.status_code) == (503, 503)
    assert BODY in answer.content.decode()
    assert form["key"] in answer.content.decode()
    assert "请稍候再试" in reading.content.decode()
    assert client.post(address, form).status_code == 303


def test_no_name_or_contact_reaches_a_log_or_another_table(client, address, now, caplog):
    """Canaries in a comment that was accepted, refused, forged, looked up and withdrawn (G13)."""
    caplog.set_level("DEBUG")
    name, contact = "欧阳金丝雀", "13987650123"
    form = filled(now, name=name, contact=contact)
    client.post(address, form | {"captcha_text": "no"})
    client.post(address, filled(now, name=name, contact=contact))
    Client(enforce_csrf_checks=True).post(address, form)
    client.post("/status/", {"number": contact, "code": name})
    assert Comment.objects.count() == 1
    for model in apps.get_models():
        rows = json.dumps(list(model._default_manager.values()), default=str, ensure_ascii=False)
        assert name not in rows, model
        assert contact not in rows, model
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert name not in logged
    assert contact not in logged
