"""Staff at the door: locked out after repeated failures, let in again by a mailed link."""

import re
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from consultation import clock, outbox
from consultation.models import OutboxMessage

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def through_the_outbox(settings):
    """Django's test runner puts its own backend in place; ours is what stands in production."""
    settings.EMAIL_BACKEND = "cms.mail.EmailBackend"


@pytest.fixture
def clerk(site, cast):
    cast.min.set_password(PASSWORD)
    cast.min.save()
    return cast.min


def enter(client, username, password):
    return client.post(reverse("wagtailadmin_login"), {"username": username, "password": password})


def is_in(client):
    return client.get(reverse("wagtailadmin_home")).status_code == 200


class TestLockOut:
    def test_the_right_password_opens(self, clerk):
        client = Client()
        assert enter(client, "min", PASSWORD).status_code == 302
        assert is_in(client)

    def test_after_five_failures_even_the_right_one_does_not(self, clerk, settings):
        client = Client()
        for _ in range(settings.AXES_FAILURE_LIMIT):
            enter(client, "min", "wrong")
        response = enter(client, "min", PASSWORD)
        assert response.status_code == 429
        assert not is_in(client)

    @pytest.mark.parametrize(
        "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"]
    )
    def test_nobody_is_led_off_the_site(self, clerk, target):
        words = {"username": "min", "password": PASSWORD, "next": target}
        response = Client().post(reverse("wagtailadmin_login"), words)
        assert response.status_code == 302
        assert response["Location"] == reverse("wagtailadmin_home")

    def test_four_failures_and_then_the_right_one_open(self, clerk, settings):
        client = Client()
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            assert enter(client, "min", "wrong").status_code == 200
        enter(client, "min", PASSWORD)
        assert is_in(client)

    def test_a_lock_out_stops_nobody_else_in_the_building(self, clerk, cast, settings):
        cast.wang.set_password(PASSWORD)
        cast.wang.save()
        for _ in range(settings.AXES_FAILURE_LIMIT):
            enter(Client(), "min", "wrong")
        client = Client()
        enter(client, "wang", PASSWORD)
        assert is_in(client)

    def test_a_stranger_from_elsewhere_locks_nobody_out(self, clerk, settings):
        stranger = Client(REMOTE_ADDR="203.0.113.9")
        for _ in range(settings.AXES_FAILURE_LIMIT):
            enter(stranger, "min", "wrong")
        client = Client()
        enter(client, "min", PASSWORD)
        assert is_in(client)

    def test_who_has_no_role_stays_outside(self, site, cast):
        cast.wu.set_password(PASSWORD)
        cast.wu.save()
        client = Client()
        enter(client, "wu", PASSWORD)
        assert not is_in(client)


class TestReset:
    def test_the_link_comes_by_mail_through_the_outbox_and_sets_a_password(self, clerk):
        client = Client()
        client.post(reverse("wagtailadmin_password_reset"), {"email": clerk.email})
        assert mail.outbox == []
        message = OutboxMessage.objects.get(topic="mail.send")
        assert message.payload["to"] == clerk.email
        outbox.relay(at=clock.now())
        (letter,) = mail.outbox
        assert letter.to == [clerk.email]
        (path,) = re.findall(r"https?://[^/\s]+(/admin/password_reset/\S+)", letter.body)
        page = client.get(path, follow=True)
        form = page.redirect_chain[-1][0]
        new = {"new_password1": "another-long-password", "new_password2": "another-long-password"}
        client.post(form, new)
        enter(client, "min", "another-long-password")
        assert is_in(client)

    def test_an_unknown_address_is_answered_alike_and_mailed_to_nobody(self, clerk):
        address = reverse("wagtailadmin_password_reset")
        known = Client().post(address, {"email": clerk.email})
        unknown = Client().post(address, {"email": "nobody@example.org"})
        assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
        assert OutboxMessage.objects.filter(topic="mail.send").count() == 1


class TestOutbox:
    def test_what_rolls_back_was_never_sent(self, db):
        with transaction.atomic():
            send_mail("题目", "正文", None, ["a@example.org"])
            transaction.set_rollback(True)
        assert not OutboxMessage.objects.exists()

    def test_every_recipient_gets_a_letter_of_their_own_once(self, db):
        letter = EmailMultiAlternatives("题目", "正文", "from@example.org", ["a@example.org"])
        letter.cc = ["b@example.org"]
        letter.attach_alternative("<p>正文</p>", "text/html")
        letter.send()
        at = clock.now()
        outbox.relay(at=at)
        outbox.relay(at=at)
        assert sorted(sent.to for sent in mail.outbox) == [["a@example.org"], ["b@example.org"]]
        for sent in mail.outbox:
            assert (sent.subject, sent.body, sent.cc) == ("题目", "正文", [])
            assert sent.from_email == "from@example.org"
            assert sent.alternatives[0][0] == "<p>正文</p>"

    def test_a_line_break_in_a_title_begins_no_header(self, db):
        send_mail("意见\r\nBcc: c@example.org\n", "正文", None, ["a@example.org"])
        outbox.relay(at=clock.now())
        (sent,) = mail.outbox
        assert sent.subject == "意见 Bcc: c@example.org"
        assert sent.recipients() == ["a@example.org"]
        assert "\nBcc:" not in sent.message().as_string()

    def test_a_dead_server_delays_and_is_seen_by_staff(self, db, settings):
        settings.MAIL_TRANSPORT = "tests.cms.test_staff_login.DeadServer"
        send_mail("题目", "正文", None, ["a@example.org"])
        outbox.relay(at=clock.now())
        message = OutboxMessage.objects.get()
        assert message.done_at is None
        assert message.tries == 1
        assert "SMTPServerDisconnected" in message.last_error


class DeadServer:
    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        raise SMTPServerDisconnected("gone")


def test_the_door_and_the_menu_bear_our_own_mark(client, clerk):
    door = client.get(reverse("wagtailadmin_login")).content.decode()
    enter(client, clerk.username, PASSWORD)
    desk = client.get(reverse("wagtailadmin_home")).content.decode()
    assert all("cms/mark" in page for page in (door, desk))
    assert "icon-wagtail" not in door
