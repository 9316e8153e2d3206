"""What no view caught is said in words (H: a full disk, a database away)."""

import errno

from django.db import OperationalError

from cms.refusals import RefusalMiddleware


def answer(rf, error):
    return RefusalMiddleware(lambda request: None).process_exception(rf.get("/en/"), error)


def test_a_full_disk_is_named(rf, db):
    page = answer(rf, OSError(errno.ENOSPC, "No space left on device"))
    assert page.status_code == 507
    assert "没有地方存放文件" in page.content.decode()


def test_a_database_away_is_to_be_tried_again(rf):
    page = answer(rf, OperationalError("the server closed the connection"))
    assert (page.status_code, page["Retry-After"]) == (503, "5")


def test_any_other_fault_stays_one(rf):
    assert answer(rf, OSError(errno.ENOENT, "No such file")) is None
