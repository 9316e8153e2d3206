"""Letters, calls, visits: the postmark rule, the common register, scans by content (R20, R37)."""

import io
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from consultation.enums import Channel
from consultation.errors import NotPermitted
from feedback import numbering, receipts, scans
from feedback.intake import submit_comment
from feedback.models import Attachment, Comment
from feedback.register import Entry, UnableToEnter, enter_comment
from tests.factories.comments import ORIGIN, make_submission

pytestmark = pytest.mark.django_db


def png(name="信.png"):
    content = io.BytesIO()
    Image.new("L", (20, 20), 255).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "text/html")


def make_entry(now, **fields):
    defaults = {
        "channel": Channel.LETTER,
        "received_on": timezone.localdate(now),
        "title": "关于集体户口",
        "body": "集体户能不能发两本户口簿？",
    }
    return Entry(**(defaults | fields))


def test_a_letter_enters_the_same_register_as_the_web(open_consultation, cast, now):
    web = submit_comment(submission=make_submission(open_consultation, now), origin=ORIGIN, at=now)
    entry = make_entry(now, name="赵某", contact="13800138000", signatories=12, scans=[png()])
    receipt = enter_comment(consultation=open_consultation, entry=entry, by=cast.min, at=now)
    numbering.settle(at=now, comment=receipt.comment_id)
    letter = Comment.objects.get(pk=receipt.comment_id)
    assert letter.register_number == Comment.objects.get(pk=web.comment_id).register_number + 1
    assert letter.person == 1
    assert (letter.entered_by, letter.signatories, letter.is_late) == (cast.min, 12, False)
    assert receipts.is_code(receipt.number, receipt.code, letter.query_code_hash)
    scan = Attachment.objects.get()
    assert (scan.content_type, scan.name) == ("image/png", "信.png")
    assert not scan.file.name.endswith(".html")


def test_a_scan_that_cannot_be_stored_enters_nothing(
    open_consultation, cast, now, monkeypatch, tmp_path
):
    place = tmp_path / "no-folder"
    place.write_text("")
    storage = FileSystemStorage(location=place)
    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", storage)
    with pytest.raises(scans.UnableToAttach, match="信"):
        enter_comment(
            consultation=open_consultation,
            entry=make_entry(now, scans=[png()]),
            by=cast.min,
            at=now,
        )
    assert not Comment.objects.exists()


def test_an_incomplete_letter_is_entered_and_flagged(open_consultation, cast, now):
    for contact, flag in (("", "no_contact"), ("问老李", "contact_unclear")):
        entry = make_entry(now, contact=contact)
        receipt = enter_comment(consultation=open_consultation, entry=entry, by=cast.min, at=now)
        assert Comment.objects.get(pk=receipt.comment_id).flags == [flag]


def test_a_late_letter_counts_only_by_postmark_scan_and_reason(closed_consultation, cast, now):
    closed_on = timezone.localdate(closed_consultation.current_period.closes_at)
    late = make_entry(now)
    posted = replace(late, postmarked_on=closed_on - timedelta(days=1))

    def enter(entry):
        made = enter_comment(consultation=closed_consultation, entry=entry, by=cast.min, at=now)
        return Comment.objects.get(pk=made.comment_id)

    assert enter(late).is_late
    assert enter(posted).is_late
    assert enter(replace(late, postmarked_on=timezone.localdate(now), lateness_reason="慢")).is_late
    excused = replace(posted, lateness_reason="邮戳在期限内")
    with pytest.raises(UnableToEnter):
        enter(excused)
    accepted = enter(replace(excused, scans=[png()]))
    assert not accepted.is_late
    assert list(Comment.objects.counted()) == [accepted]


@pytest.mark.parametrize(
    "fields",
    [
        {"received_on": timedelta(days=1)},
        {"received_on": timedelta(days=-40)},
        {"postmarked_on": timedelta(days=1)},
        {"channel": Channel.WEB},
        {"signatories": 0},
    ],
)
def test_impossible_entries_are_refused(open_consultation, cast, now, fields):
    today = timezone.localdate(now)
    fields = {
        name: today + value if isinstance(value, timedelta) else value
        for name, value in fields.items()
    }
    with pytest.raises(UnableToEnter):
        enter_comment(
            consultation=open_consultation, entry=make_entry(now, **fields), by=cast.min, at=now
        )
    assert not Comment.objects.exists()


@pytest.mark.parametrize("name", ["zhao", "sun", "li", "zhou", "wu"])
def test_only_the_department_enters(open_consultation, cast, now, name):
    with pytest.raises(NotPermitted):
        enter_comment(
            consultation=open_consultation, entry=make_entry(now), by=getattr(cast, name), at=now
        )


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<html><script>alert(1)</script>", b"MZ\x90\x00", b"PK\x03\x04docx",
        b"%PDF-1.7\n/OpenAction << /S /JavaScript /JS (x) >>", b"\x89PNG\r\n\x1a\ntruncated",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", b"GIF89a;%PDF-1.4",
    ],
)  # fmt: skip
def test_what_is_no_scan_is_refused_whatever_its_name(open_consultation, cast, now, content):
    upload = SimpleUploadedFile("扫描.pdf", content, "application/pdf")
    with pytest.raises(scans.UnableToAttach):
        enter_comment(
            consultation=open_consultation,
            entry=make_entry(now, scans=[upload]),
            by=cast.min,
            at=now,
        )
    assert not Comment.objects.exists()


def test_size_has_a_limit(monkeypatch):
    monkeypatch.setattr(scans, "MAX_BYTES", 10)
    with pytest.raises(scans.UnableToAttach):
        scans.check(png())


def test_one_form_sent_twice_is_entered_once(open_consultation, cast, now):
    key = uuid4()
    entry = make_entry(now, scans=[png()])
    first, second = (
        enter_comment(consultation=open_consultation, entry=entry, by=cast.min, at=now, key=key)
        for _ in range(2)
    )
    assert first == second
    assert (Comment.objects.count(), Attachment.objects.count()) == (1, 1)


def test_changed_words_under_the_same_key_are_refused_and_named(open_consultation, cast, now):
    key = uuid4()
    entry = make_entry(now)
    first = enter_comment(consultation=open_consultation, entry=entry, by=cast.min, at=now, key=key)
    for changed in (replace(entry, body="改过的话"), replace(entry, scans=[png()])):
        with pytest.raises(UnableToEnter, match=first.number):
            enter_comment(
                consultation=open_consultation, entry=changed, by=cast.min, at=now, key=key
            )
    assert Comment.objects.get().body == entry.body


def test_a_refused_entry_leaves_its_key_free(open_consultation, cast, now):
    key = uuid4()
    wrong = make_entry(now, received_on=timezone.localdate(now) + timedelta(days=1))
    with pytest.raises(UnableToEnter):
        enter_comment(consultation=open_consultation, entry=wrong, by=cast.min, at=now, key=key)
    enter_comment(
        consultation=open_consultation, entry=make_entry(now), by=cast.min, at=now, key=key
    )
    assert Comment.objects.count() == 1
