"""A sceptical citizen downloads a published report over HTTP and checks it with its own script."""

import re
import subprocess
import sys
import urllib.parse
import urllib.request

import pytest
from django.urls import reverse

from consultation import clock
from feedback import receipts
from feedback.models import Comment
from tests.factories import lived, pages

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "AAAA BBBB CCCC"


@pytest.fixture
def matter(cast):
    pages.make_site()
    pages.enrol_all()
    at = clock.now()
    matter = lived.make_closed_matter(cast, at, comments=60)
    for comment in Comment.objects.all():
        number = receipts.new_number(at)
        Comment.objects.filter(pk=comment.pk).update(
            receipt_number=number, query_code_hash=receipts.hash_code(number, CODE)
        )
    lived.report(matter, cast, at)
    return matter.consultation


@pytest.fixture
def folder(live_server, matter, tmp_path):
    """Every file that the report's page offers, and the proof of one comment."""
    page = live_server.url + reverse("consultation:feedback", kwargs={"slug": matter.slug})
    html = fetch(page).decode()
    for address in re.findall(r'href="([^"]*/final/v1/[^"]+)"', html):
        (tmp_path / address.rpartition("/")[2]).write_bytes(fetch(live_server.url + address))
    number = Comment.objects.first().receipt_number
    status = live_server.url + reverse("feedback:status")
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', opener.open(status).read().decode())
    asked = {"csrfmiddlewaretoken": token[1], "number": number, "code": CODE, "act": "proof"}
    posted = opener.open(status, urllib.parse.urlencode(asked).encode())
    (tmp_path / "proof.json").write_bytes(posted.read())
    return tmp_path


def fetch(address):
    with urllib.request.urlopen(address) as answer:
        return answer.read()


def verify(folder):
    names = ("manifest.json", "points.csv", "points.json", "proof.json")
    done = subprocess.run(
        [sys.executable, "-I", "verify_report.py", *names], cwd=folder, capture_output=True,
        check=False, env={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def test_the_downloaded_report_holds_until_a_byte_is_changed(folder, live_server, matter):
    assert {path.name for path in folder.iterdir()} >= {
        "manifest.json", "points.csv", "points.json", "points.schema.json", "verify_report.py",
        "verify.md",
    }  # fmt: skip
    status, said = verify(folder)
    assert status == 0, said
    assert matter.reports.get().proof.digest in said
    for name, place in (
        ("manifest.json", "manifest.json line "),
        ("points.csv", "points.csv row "),
        ("points.json", "points.json row "),
        ("proof.json", "proof.json comment"),
    ):
        whole = (folder / name).read_bytes()
        changed = whole.replace(b"\xe8\xaf\xb7\xe5\x86\x99", b"\xe8\xaf\xb7\xe5\x86\x9a", 1)
        if name == "manifest.json":
            changed = whole.replace(b'"signatories":1', b'"signatories":2', 1)
        assert sum(a != b for a, b in zip(whole, changed, strict=True)) == 1
        (folder / name).write_bytes(changed)
        status, said = verify(folder)
        assert (status, place in said) == (1, True), said
        (folder / name).write_bytes(whole)


def test_an_unchanged_file_is_not_sent_twice(live_server, folder, matter):
    place = {"slug": matter.slug, "kind": "final", "version": 1, "name": "manifest.json"}
    address = live_server.url + reverse("consultation:report_file", kwargs=place)
    digest = matter.reports.get().proof.digest
    asked = urllib.request.Request(address, headers={"If-None-Match": f'"{digest}"'})
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(asked)
    assert answer.value.code == 304
