"""The disk for files is full: comments come in, a scan is refused and its letter's words kept."""

import os
import re
import subprocess
import urllib.parse
import urllib.request
from datetime import UTC, datetime
from http.cookiejar import CookieJar

import pytest

from tests.chaos.citizens import Crowd, Form, NoRedirect

pytestmark = pytest.mark.chaos

WORDS = "请在路边也设几个充电位，附来信扫描件。"
SCAN = b"%PDF-1.4\n" + b"%" * 400_000
BOUNDARY = "a-letter-and-its-scan"


@pytest.fixture
def full(city):
    """Where files go, with room for next to nothing; a function gives the room back."""
    places = [city.folder / "data" / name for name in ("media", "private")]
    for place in places:
        place.mkdir(exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
        if os.getuid() or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("a small disk can be mounted only by root")
    mounted = list(places)

    def give_back():
        while mounted:
            subprocess.run(["umount", str(mounted.pop())], check=True)

    yield give_back
    give_back()


class Clerk:
    """The drafter of the lift rules at the desk, in a browser of their own."""

    def __init__(self, city):
        self.home = city.addresses[0]
        self.browser = urllib.request.build_opener(
            NoRedirect(), urllib.request.HTTPCookieProcessor(CookieJar())
        )
        lines = (city.folder / "data" / "demo-logins.txt").read_text().split()
        words = {"username": "drafter", "password": lines[lines.index("drafter") + 1]}
        assert self.send("/admin/login/", Form(self.read("/admin/login/")).values | words)[0] == 302

    def read(self, path):
        return self.browser.open(self.home + path, timeout=30).read().decode()

    def send(self, path, fields, file=None):
        body, kind = urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
        if file is not None:
            body, kind = multipart(fields, file), f"multipart/form-data; boundary={BOUNDARY}"
        headers = {"Content-Type": kind, "Referer": self.home + path}
        request = urllib.request.Request(self.home + path, body, headers)
        try:
            with self.browser.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


def multipart(fields, file):
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="scan"; filename="letter.pdf"\r\n'
    parts += [head.encode(), b"Content-Type: application/pdf\r\n\r\n", file, b"\r\n"]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def refusal(page):
    """What the form says is amiss."""
    return re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', page, re.DOTALL)


def test_a_full_disk_takes_comments_and_loses_no_letter(city, full):
    found = "SELECT id FROM consultation_consultation WHERE slug = 'lifts'"
    ((matter,),) = city.postgres.rows(found)
    entered = "SELECT count(*) FROM feedback_comment WHERE body = %s"
    clerk, path = Clerk(city), f"/admin/weighing/register/{matter}/"
    letter = Form(clerk.read(path)).values | {
        "channel": "letter", "received_on": f"{datetime.now(UTC):%Y-%m-%d}",
        "name": "王建国", "title": "充电位", "body": WORDS,
    }  # fmt: skip
    with Crowd(city.addresses, city.postgres, 3) as seen:
        status, page = clerk.send(path, letter, SCAN)
        assert (status, city.postgres.rows(entered, WORDS)) == (409, [(0,)])
        assert WORDS in page
    assert seen.receipts
    assert (seen.strange, seen.gave_up) == ([], [])
    full()
    status, page = clerk.send(path, letter, SCAN)
    assert (status, city.postgres.rows(entered, WORDS)) == (200, [(1,)]), refusal(page)
