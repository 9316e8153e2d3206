"""A backup is tried: made while the site serves, put elsewhere, and everything is as it was."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cms import backups
from consultation import sealing
from feedback.intake import submit_comment
from feedback.models import Comment, Respondent
from feedback.people import place
from feedback.privacy.crypto import decrypt
from tests.factories.comments import ORIGIN, make_submission
from tests.factories.files import make_picture
from tests.stack.test_moving import manage, new_database  # noqa: F401


@pytest.fixture
def kept(transactional_db, open_consultation, cast, now, tmp_path):
    """A backup of one comment and one picture."""
    make_picture(cast.police)
    submission = make_submission(open_consultation, now)
    submit_comment(submission=submission, origin=ORIGIN, at=now)
    sealing.seal_all()
    return backups.back_up(tmp_path / "copies")


@pytest.fixture
def elsewhere(kept, tmp_path, settings, request):
    """The environment of an empty site with the same keys."""
    known = {
        "YANLU_DATA": str(tmp_path / "new"), "SECRET_KEY": settings.SECRET_KEY,
        "FIELD_KEYS": settings.FIELD_KEYS,
    }  # fmt: skip
    if connection.vendor == "postgresql":
        known["DATABASE_URL"] = request.getfixturevalue("new_database")
    return known


def test_a_backup_is_whole_and_holds_no_key(kept, settings):
    manifest = json.loads((kept / "manifest.json").read_text())
    assert set(manifest["files"]) == {"database", "default.tar", "private.tar"}
    assert kept.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]
    for path in kept.iterdir():
        content = path.read_bytes()
        for secret in (settings.FIELD_KEYS.partition(":")[2], settings.SECRET_KEY, "13800138000"):
            assert secret.encode() not in content, path.name


def test_it_is_restored_elsewhere_and_proved(kept, elsewhere):
    done = manage("restore", str(kept), **elsewhere)
    assert done.returncode == 0, done.stderr
    assert "all whole" in done.stdout
    code = (
        "from feedback.models import *; from feedback.people import place;"
        "from feedback.privacy.crypto import decrypt; one = Respondent.objects.get();"
        "print(Comment.objects.get().receipt_number, decrypt(one.contact_cipher,"
        " place(one.comment, 'contact')))"
    )
    told = manage("shell", "--no-imports", "-c", code, **elsewhere).stdout.split()
    comment, person = Comment.objects.get(), Respondent.objects.get()
    contact = decrypt(person.contact_cipher, place(comment, "contact"))
    assert told == [comment.receipt_number, contact]
    again = manage("restore", str(kept), **elsewhere)
    assert again.returncode == 1
    assert "The database is not empty." in again.stderr
    assert "Traceback" not in again.stderr


def test_a_damaged_backup_or_another_key_is_refused_whole(kept, tmp_path, settings, monkeypatch):
    monkeypatch.setattr(backups, "load_database", lambda path: pytest.fail("was written"))
    damaged = shutil.copytree(kept, tmp_path / "damaged")
    with (damaged / "database").open("r+b") as file:
        file.seek(4000)
        file.write(b"\x00\xff")
    other = settings.FIELD_KEYS.replace("t1:", "t9:")
    for folder, keys, reason in (
        (damaged, settings.FIELD_KEYS, "is not what was backed up"),
        (kept, other, "lacks the key t1"),
        (kept, settings.FIELD_KEYS, "is not empty"),
        (tmp_path, settings.FIELD_KEYS, "holds no whole backup"),
    ):
        settings.FIELD_KEYS = keys
        with pytest.raises(CommandError, match=reason):
            call_command("restore", str(folder), stdout=StringIO())


def test_no_backup_where_nothing_can_be_written(transactional_db):
    with pytest.raises(CommandError, match="There is no backup"):
        call_command("backup", str(Path("/proc/nowhere")), stdout=StringIO())
