"""Mail to authors: their own points, once a report, to nobody else; what fails is recorded."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import override_settings
from django.utils import timezone

from consultation import outbox
from consultation.enums import Section
from consultation.models import AuditEvent, OutboxMessage
from feedback import people, reports, responses, telling
from feedback.enums import DeliveryState
from feedback.models import Delivery
from feedback.people import Person
from tests.factories.feedback import make_comment, make_point, sign
from tests.factories.published import make_section

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
pytestmark = pytest.mark.django_db


class Refusing(BaseEmailBackend):
    def send_messages(self, messages):
        (to,) = messages[0].to
        raise smtplib.SMTPRecipientsRefused({to: (550, b"no such user")})


class Unreachable(BaseEmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError


def there(name):
    return f"{__name__}.{name}"


@pytest.fixture(autouse=True)
def post():
    with override_settings(MAIL_TRANSPORT=LOCMEM):
        yield


@pytest.fixture
def matter(closed_consultation):
    make_section(closed_consultation, Section.FEEDBACK)
    return closed_consultation


def asked(matter, cast, now, address, text, **fields):
    """A comment whose author asked to be told, answered by one point."""
    comment = make_comment(matter, wants_result=bool(address), **fields)
    people.keep(comment, Person("张三", address or "13800000000"), f"hash {address}")
    point = make_point(comment, by=cast.min, at=now, text=text)
    sign(point, "not_adopted", by=cast.min, signer=cast.wang, at=now)
    return comment


def publish(matter, cast, now, report=None):
    report = report or reports.draft_report(consultation=matter, by=cast.min, at=now)
    report = reports.edit_report(
        report=report, revision=report.revision, title="反馈", introduction="见下。", closing="",
        signed_as="市公安局", signed_on=timezone.localdate(now), by=cast.min, at=now,
    )  # fmt: skip
    return reports.publish_report(report=report, revision=report.revision, by=cast.wang, at=now)


def relay(at):
    while outbox.relay(at=at):
        pass


def test_each_author_gets_their_own_points_and_nobody_else(matter, cast, now):
    first = asked(matter, cast, now, "a@example.com", "公布承载能力")
    asked(matter, cast, now, "b@example.com", "写明材料")
    asked(matter, cast, now, "", "不必告知")
    publish(matter, cast, now)
    relay(now)
    found = {message.to[0]: message for message in mail.outbox}
    assert set(found) == {"a@example.com", "b@example.com"}
    assert all(len(message.recipients()) == 1 for message in mail.outbox)
    body = found["a@example.com"].body
    assert "公布承载能力" in body
    assert "学位按常住人口配置" in body
    assert first.receipt_number in body
    assert "写明材料" not in body
    assert "张三" not in body
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}


def test_nobody_is_told_twice(matter, cast, now):
    asked(matter, cast, now, "a@example.com", "公布承载能力")
    report = publish(matter, cast, now)
    relay(now)
    telling.announce(at=now, report=report.pk)
    relay(now)
    telling.tell(at=now, delivery=Delivery.objects.get().pk)
    assert len(mail.outbox) == 1


def test_a_correction_is_told_only_to_those_whom_it_concerns(matter, cast, now):
    mine = asked(matter, cast, now, "a@example.com", "公布承载能力")
    asked(matter, cast, now, "b@example.com", "写明材料")
    report = publish(matter, cast, now)
    relay(now)
    mail.outbox.clear()
    later = now + timedelta(days=1)
    draft = reports.correct_report(report=report, note="补录", by=cast.min, at=later)
    point = mine.points.get()
    point = responses.reopen(
        point=point, version=point.version, reason="改判", by=cast.wang, at=later
    )
    sign(point, "adopted", by=cast.min, signer=cast.wang, at=later)
    publish(matter, cast, later, draft)
    relay(later)
    assert [message.to for message in mail.outbox] == [["a@example.com"]]
    assert "公布承载能力" in mail.outbox[0].body
    states = Delivery.objects.filter(report=draft).values_list("state", flat=True)
    assert sorted(states) == [DeliveryState.NOTHING, DeliveryState.SENT]


def test_a_refused_address_is_recorded_and_not_tried_again(matter, cast, now):
    asked(matter, cast, now, "a@example.com", "公布承载能力")
    with override_settings(MAIL_TRANSPORT=there("Refusing")):
        publish(matter, cast, now)
        relay(now)
    found = Delivery.objects.get()
    assert (found.state, found.error) == (DeliveryState.FAILED, "SMTPRecipientsRefused")
    relay(now + timedelta(days=1))
    assert mail.outbox == []


def test_an_unreachable_server_is_tried_again(matter, cast, now):
    asked(matter, cast, now, "a@example.com", "公布承载能力")
    with override_settings(MAIL_TRANSPORT=there("Unreachable")):
        publish(matter, cast, now)
        relay(now)
    found = Delivery.objects.get()
    assert (found.state, found.error) == (DeliveryState.WAITING, "ConnectionRefusedError")
    relay(now + timedelta(minutes=1))
    found.refresh_from_db()
    assert (found.state, len(mail.outbox)) == (DeliveryState.SENT, 1)


def test_whoever_died_while_sending_leaves_a_failure(matter, cast, now):
    comment = asked(matter, cast, now, "a@example.com", "公布承载能力")
    report = publish(matter, cast, now)
    found = Delivery.objects.create(
        report=report, comment=comment, asked_at=now, state=DeliveryState.SENDING
    )
    telling.tell(at=now, delivery=found.pk)
    found.refresh_from_db()
    assert (found.state, mail.outbox) == (DeliveryState.FAILED, [])


def test_an_erased_contact_is_a_failure_not_a_fault(matter, cast, now):
    comment = asked(matter, cast, now, "a@example.com", "公布承载能力")
    comment.respondent.contact_cipher = ""
    comment.respondent.save()
    publish(matter, cast, now)
    relay(now)
    assert Delivery.objects.get().error == "no address"


def test_while_the_section_is_held_back_nothing_is_told(matter, cast, now):
    asked(matter, cast, now, "a@example.com", "公布承载能力")
    publication = matter.publications.filter(section=Section.FEEDBACK)
    publish(matter, cast, now)
    publication.update(held_at=now, held_by=cast.sun, held_reason="核对")
    relay(now)
    assert mail.outbox == []
    publication.update(held_at=None, held_by=None, held_reason="")
    relay(now + timedelta(days=1))
    assert len(mail.outbox) == 1


def test_no_address_stands_in_queue_or_trail(matter, cast, now):
    asked(matter, cast, now, "canary@example.com", "公布承载能力")
    publish(matter, cast, now)
    relay(now)
    kept = [str(row.payload) + row.last_error for row in OutboxMessage.objects.all()]
    kept += [str(event.detail) for event in AuditEvent.objects.all()]
    assert not [row for row in kept if "canary" in row]
    assert AuditEvent.objects.filter(verb="contact.used").count() == 1


def test_many_are_asked_for_in_batches(matter, cast, now, monkeypatch):
    monkeypatch.setattr(telling, "BATCH", 2)
    for number in range(5):
        asked(matter, cast, now, f"{number}@example.com", f"要点{number}")
    publish(matter, cast, now)
    relay(now)
    assert len({message.to[0] for message in mail.outbox}) == 5
