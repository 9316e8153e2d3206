"""People who comment while parts fail, and remember what they were shown.

Each presses the button again when told to try again or when nothing comes back, always with the
same form, as a browser does; what they saw otherwise is kept to be judged.
"""

import secrets
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPException
from http.cookiejar import CookieJar

from tests.services import Postgres

PATH = "/consultations/ebikes/comment/"
TRIES = 120
PAUSE = 0.5
CAPTCHA = "SELECT response FROM captcha_captchastore WHERE hashkey = %s"


class Form(HTMLParser):
    """Names and values of the fields of the page's posted form, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.area, self.is_inside = "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.is_inside = given.get("method") == "post"
        elif self.is_inside and tag == "input" and given.get("name"):
            if given.get("type") not in {"checkbox", "radio", "submit"} or "checked" in given:
                self.values[given["name"]] = given.get("value", "")
        elif self.is_inside and tag == "textarea":
            self.area = given["name"]
            self.values[self.area] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] += data


@dataclass
class Seen:
    """What all citizens of a round were shown: receipts by the mark in the comment's words."""

    receipts: dict[str, str] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)
    gave_up: list[str] = field(default_factory=list)
    slowest: float = 0.0


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


class Citizen(threading.Thread):
    """Comments again and again until told to stop, then finishes the comment under way."""

    def __init__(self, addresses: list[str], postgres: Postgres, seen: Seen, number: int) -> None:
        super().__init__(daemon=True)
        self.addresses, self.postgres, self.seen = addresses, postgres, seen
        self.number, self.stopping = number, threading.Event()

    def run(self) -> None:
        while not self.stopping.is_set():
            self.comment(secrets.token_hex(8))

    def comment(self, mark: str) -> None:
        self.browser = urllib.request.build_opener(
            NoRedirect(), urllib.request.HTTPCookieProcessor(CookieJar())
        )
        started = time.monotonic()
        words = {
            "name": "林晓", "contact": f"138{secrets.randbelow(10**8):08d}",
            "title": "路边也要能充电", "body": f"小区外面的路边能不能也设几个充电位？{mark}",
        }  # fmt: skip
        form: dict[str, str] | None = None
        for _try in range(TRIES):
            status, location, page = self.ask(form)
            if status == 303 and form:
                self.seen.receipts[mark] = location.rstrip("/").rsplit("/", 1)[-1]
                self.seen.slowest = max(self.seen.slowest, time.monotonic() - started)
                return
            if status == 0 or (status == 503 and form is None):
                time.sleep(PAUSE)
            elif status == 200 and form is None:
                form = Form(page).values | words
                form["captcha_text"] = self.answer(form["captcha_key"])
            elif status in {400, 503} and form and mark in page and "captcha_key" in page:
                form |= Form(page).values
                form["captcha_text"] = self.answer(form["captcha_key"])
                time.sleep(PAUSE)
            else:
                self.seen.strange.append(f"{status} {page[:300]!r}")
                time.sleep(PAUSE)
        self.seen.gave_up.append(mark)

    def ask(self, form: dict[str, str] | None) -> tuple[int, str, str]:
        """Status (0 when nothing came back), Location, and the page."""
        data = urllib.parse.urlencode(form).encode() if form else None
        address = secrets.choice(self.addresses)
        request = urllib.request.Request(address + PATH, data)
        request.add_header("X-Forwarded-For", f"10.{self.number}.{secrets.randbelow(250)}.9")
        request.add_header("Referer", address + PATH)
        try:
            with self.browser.open(request, timeout=40) as answer:
                found = answer.status, "", answer.read().decode()
        except urllib.error.HTTPError as error:
            found = error.code, error.headers.get("Location", ""), error.read().decode()
        except (OSError, HTTPException):
            found = 0, "", ""
        self.seen.answers[f"{'form' if form else 'page'} {found[0] or 'cut off'}"] += 1
        return found

    def answer(self, key: str) -> str:
        """What the picture shows, read where only the server can read it."""
        for _try in range(TRIES):
            try:
                rows = self.postgres.rows(CAPTCHA, key)
            except OSError:
                rows = []
            except Exception as error:  # psycopg says so when the server is away
                if type(error).__name__ not in {"OperationalError", "AdminShutdown"}:
                    raise
                time.sleep(PAUSE)
            else:
                return str(rows[0][0]) if rows else "gone"
        return "gone"


class Reader(threading.Thread):
    """Reads and searches all the while; may be told to try again, never shown an error."""

    PATHS = ("/", "/consultations/", "/search/?q=%E5%85%85%E7%94%B5", "/consultations/ebikes/")

    def __init__(self, addresses: list[str], seen: Seen) -> None:
        super().__init__(daemon=True)
        self.addresses, self.seen, self.stopping = addresses, seen, threading.Event()

    def run(self) -> None:
        while not self.stopping.wait(PAUSE):
            path = secrets.choice(self.PATHS)
            try:
                with urllib.request.urlopen(secrets.choice(self.addresses) + path, timeout=40):
                    status = 200
            except urllib.error.HTTPError as error:
                status = error.code
            except (OSError, HTTPException):
                status = 0
            self.seen.answers[f"read {status or 'cut off'}"] += 1
            if status not in {0, 200, 503}:
                self.seen.strange.append(f"{path}: {status}")


class Crowd:
    """A number of citizens and a reader at once, for as long as the block lasts."""

    def __init__(self, addresses: list[str], postgres: Postgres, number: int = 6) -> None:
        self.seen = Seen()
        self.citizens = [
            *(Citizen(addresses, postgres, self.seen, n) for n in range(number)),
            Reader(addresses, self.seen),
        ]

    def __enter__(self) -> Seen:
        for citizen in self.citizens:
            citizen.start()
        return self.seen

    def __exit__(self, *_arguments: object) -> None:
        for citizen in self.citizens:
            citizen.stopping.set()
        for citizen in self.citizens:
            citizen.join(timeout=TRIES * PAUSE + 60)
            assert not citizen.is_alive(), "a citizen waits for ever"
