"""The demo city served once, and a browser in which each person has a window of their own.

One plugin for every walk in Chromium: only one Playwright may run at a time.
"""

import sqlite3

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys.serving import CHROMIUM, FLAGS, served


@pytest.fixture(scope="session")
def site():
    with served() as site:
        yield site


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(site, browser):
    """Open a window as somebody: `visit()` is a citizen, `visit("drafter")` a logged-in person.

    The page keeps `strays`, what it asked of other sites, and `complaints`, what the browser
    said of scripts and policies; an answer of 500 or more fails the test.
    """
    contexts = []

    def opening(username=None, width=1280, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", base_url=site.url, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.failures, page.strays, page.complaints = [], [], []
        page.on("response", lambda r: page.failures.append(r.url) if r.status >= 500 else None)
        page.on("request", lambda request: note_stray(page, request.url, site.url))
        page.on("console", lambda message: note_complaint(page, message))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        if username:
            log_in(page, site, username)
        return page

    yield opening
    for context in contexts:
        for page in context.pages:
            assert getattr(page, "failures", []) == []
        context.close()


def log_in(page, site, username):
    page.goto("/admin/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", site.logins[username])
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/**")


def note_stray(page, url, home):
    if not url.startswith((f"{home}/", "data:")):
        page.strays.append(url)


def note_complaint(page, message):
    """Warnings of the page itself; a refused address says its status by itself."""
    if message.type in {"error", "warning"} and "the server responded with" not in message.text:
        page.complaints.append(message.text)


@pytest.fixture
def challenge(site):
    """The answer to a captcha, read where only the server can read it."""

    def reading(key):
        with sqlite3.connect(site.data / "yanlu.sqlite3") as database:
            row = database.execute(
                "SELECT response FROM captcha_captchastore WHERE hashkey = ?", [key]
            ).fetchone()
        return row[0]

    return reading
