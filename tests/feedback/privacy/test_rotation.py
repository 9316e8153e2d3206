"""A new key: everything opens before, while and after, nothing is counted twice."""

import base64
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from consultation.models import AuditEvent
from feedback.intake import submit_comment
from feedback.models import Respondent
from feedback.people import place
from feedback.privacy.crypto import contact_hash, decrypt
from feedback.privacy.rotation import older_than, rotate
from tests.factories.comments import ORIGIN, make_submission

pytestmark = pytest.mark.django_db
OLD, NEW = (f"{name}:{base64.b64encode(name.encode() * 16).decode()}" for name in ("k1", "k2"))


@pytest.fixture
def people(open_consultation, settings, now):
    settings.FIELD_KEYS = OLD
    for number in range(3):
        contact = "" if number == 2 else f"1380013800{number}"
        submission = make_submission(open_consultation, now, contact=contact)
        submit_comment(submission=submission, origin=ORIGIN, at=now)
    return Respondent.objects.order_by("pk")


def opened(respondent):
    parts = ("name", "contact")
    return [decrypt(getattr(respondent, f"{part}_cipher"), place(respondent.comment, part))
            for part in parts]  # fmt: skip


def test_a_new_key_takes_over_and_the_old_one_can_go(people, settings, now, open_consultation):
    before = [opened(one) for one in people]
    hashed = contact_hash(open_consultation.pk, "13800138000")
    settings.FIELD_KEYS = f"{NEW},{OLD}"
    assert [opened(one) for one in people.all()] == before
    done = rotate(by=None, at=now)
    assert (done.key, done.changed, done.unreadable) == ("k2", 3, 0)
    assert contact_hash(open_consultation.pk, "13800138000") == hashed
    settings.FIELD_KEYS = NEW
    assert [opened(one) for one in people.all()] == before
    assert AuditEvent.objects.get(verb="keys.rotated").detail["changed"] == 3


def test_a_second_run_has_nothing_to_do(people, settings, now, monkeypatch):
    settings.FIELD_KEYS = f"{NEW},{OLD}"
    monkeypatch.setattr("feedback.privacy.rotation.BATCH", 2)
    assert rotate(by=None, at=now).changed == 3
    assert rotate(by=None, at=now).changed == 0
    assert not older_than("k2").exists()


def test_what_no_key_opens_is_left_and_told(people, settings):
    first = people[0]
    settings.FIELD_KEYS = NEW
    with pytest.raises(CommandError, match="3 people open with none"):
        call_command("rotate_keys", stdout=StringIO())
    assert people.all()[0].name_cipher == first.name_cipher


def test_what_was_erased_stays_erased(people, settings, now):
    Respondent.objects.update(name_cipher="", contact_cipher="", erased_at=now)
    settings.FIELD_KEYS = f"{NEW},{OLD}"
    assert rotate(by=None, at=now).changed == 0


def test_a_ring_with_a_new_key_is_printed_and_taken(people, settings):
    before = [opened(one) for one in people]
    out = StringIO()
    call_command("rotate_keys", "--new-ring", "k3", stdout=out)
    settings.FIELD_KEYS = out.getvalue().strip()
    assert settings.FIELD_KEYS.startswith("k3:")
    assert [opened(one) for one in people.all()] == before
    for wrong in ("k1", "a|b", "钥"):
        with pytest.raises(CommandError):
            call_command("rotate_keys", "--new-ring", wrong)


def test_a_generated_secret_can_be_rotated_too(people, settings):
    settings.FIELD_KEYS = "generated-" * 6
    out = StringIO()
    call_command("rotate_keys", "--new-ring", "k1", stdout=out)
    assert out.getvalue().count(":") == 2
    assert ",k0:" in out.getvalue()
