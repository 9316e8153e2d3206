"""A letter shows who wrote it: its scan goes with name and contact, and what it was stays known."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consultation import outbox
from consultation.models import AuditEvent, Consultation, OutboxMessage
from consultation.storage import private
from feedback import people, scans
from feedback.models import Attachment
from tests.factories.feedback import make_comment
from tests.feedback.admin.conftest import as_, site  # noqa: F401

LONG = people.KEPT + timedelta(days=1)


@pytest.fixture
def letter(closed_consultation):
    comment = make_comment(closed_consultation, channel="letter", contact="a" * 16, person=1)
    return Attachment.objects.create(
        comment=comment, file=SimpleUploadedFile("x.png", b"\x89PNG\r\n"), name="王秀英来信.png",
        content_type="image/png", size=6, sha256="ab" * 32,
    )  # fmt: skip


@pytest.fixture
def reported(letter, cast, now):
    matters = Consultation.objects.filter(pk=letter.consultation_id)
    matters.update(reported_at=now, reported_by=cast.wang)


def relay(at):
    while outbox.relay(at=at):
        pass


def address(scan):
    return reverse("weighing:attachment", args=[scan.pk])


def opened(client, scan):
    return client.post(address(scan), {"purpose": "核对来信原文"})


def test_it_goes_half_a_year_after_the_report_and_its_record_stays(letter, reported, now):
    where = letter.file.name
    people.erase_old(at=now + timedelta(days=180))
    relay(now + timedelta(days=180))
    assert private().exists(where)
    at = now + LONG
    people.erase_old(at=at)
    relay(at)
    assert not private().exists(where)
    letter.refresh_from_db()
    assert (letter.erased_at, letter.name, letter.file.name) == (at, "", "")
    assert (letter.size, letter.sha256, letter.content_type) == (6, "ab" * 32, "image/png")
    event = AuditEvent.objects.get(verb="attachment.erased")
    assert (event.by, event.at, event.subject_id) == (None, at, str(letter.pk))
    assert event.detail == {
        "comment": letter.comment_id, "sha256": "ab" * 32, "reason": "retention"
    }  # fmt: skip


def test_it_goes_with_a_withdrawn_matter_too(letter, cast, now):
    Consultation.objects.filter(pk=letter.consultation_id).update(
        withdrawn_at=now, withdrawn_by=cast.wang, withdrawal_reason="不再推进"
    )
    people.erase_old(at=now + LONG)
    letter.refresh_from_db()
    assert letter.erased_at


def test_nobody_opens_it_from_the_moment_it_is_closed(letter, reported, as_, cast, now):  # noqa: F811
    """The file is still there: its deletion comes after the commit."""
    assert opened(as_("min"), letter).status_code == 200
    people.erase_old(at=now + LONG)
    assert private().exists(letter.file.name)
    before = AuditEvent.objects.filter(verb="attachment.opened").count()
    for name in ("min", "wang", "li"):
        answer = opened(as_(name), letter)
        assert answer.status_code == 410
        page = answer.content.decode()
        assert "王秀英" not in page
        assert "ab" * 32 in page
        assert 'name="purpose"' not in page
    with pytest.raises(people.UnableToReveal):
        people.open_scan(scan=letter, purpose="核对来信原文", by=cast.min, at=now + LONG)
    assert AuditEvent.objects.filter(verb="attachment.opened").count() == before
    comment = as_("min").get(reverse("weighing:comment", args=[letter.comment_id]))
    assert "王秀英" not in comment.content.decode()
    assert address(letter) in comment.content.decode()


def test_closing_twice_is_closing_once(letter, reported, now):
    for _ in range(3):
        people.erase_old(at=now + LONG)
    assert OutboxMessage.objects.filter(topic="task.erase_scan").count() == 1
    assert AuditEvent.objects.filter(verb="attachment.erased").count() == 1


def test_a_store_that_does_not_answer_is_asked_again(letter, reported, now, monkeypatch):
    storage, where = type(private()), letter.file.name
    people.erase_old(at=now + LONG)

    def silent(self, name):
        raise OSError("the bucket does not answer")

    with monkeypatch.context() as patch:
        patch.setattr(storage, "delete", silent)
        relay(now + LONG)
    message = OutboxMessage.objects.get(topic="task.erase_scan")
    assert (message.done_at, message.tries) == (None, 1)
    assert private().exists(where)
    relay(now + LONG + timedelta(hours=1))
    message.refresh_from_db()
    assert message.done_at
    assert not private().exists(where)


def test_a_file_that_is_gone_already_is_no_failure(letter, reported, now):
    """Killed between the deletion and its commit, or told twice."""
    private().delete(letter.file.name)
    people.erase_old(at=now + LONG)
    relay(now + LONG)
    letter.refresh_from_db()
    assert letter.file.name == ""
    scans.erase_file(at=now + LONG, scan=letter.pk)
    assert not OutboxMessage.objects.filter(parked_at__isnull=False).exists()


def test_a_scan_that_is_open_is_never_erased_by_a_stray_message(letter, now):
    scans.erase_file(at=now, scan=letter.pk)
    scans.erase_file(at=now, scan=987654)
    assert private().exists(letter.file.name)


def test_of_very_many_some_go_each_time(letter, reported, now, monkeypatch):
    monkeypatch.setattr(scans, "CLOSED_AT_ONCE", 2)
    for _ in range(4):
        Attachment.objects.create(
            comment=letter.comment, file=SimpleUploadedFile("x.png", b"1"), name="信",
            content_type="image/png", size=1, sha256="0" * 64,
        )  # fmt: skip
    for left in (3, 1, 0):
        people.erase_old(at=now + LONG)
        assert Attachment.objects.filter(erased_at=None).count() == left
