"""The demo city served once, and windows in every mode of display.

Scoped to this package: only one Playwright may run at a time, and the journeys have their own.
"""

import sqlite3

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.pages import MODES
from tests.journeys.serving import CHROMIUM, FLAGS, served


@pytest.fixture(scope="package")
def site():
    with served() as site:
        yield site


@pytest.fixture(scope="package")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(site, chromium):
    """Open a window: `window()`, `window(360, "dark")`, `window(java_script_enabled=False)`.

    The page keeps `strays`, what it asked of other sites, and `complaints`, what the browser
    said of scripts and policies.
    """
    contexts = []

    def opening(width=1280, mode="light", **options):
        mode = dict(MODES[mode])
        view, media = mode.pop("view", ""), mode.pop("media", None)
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", base_url=site.url,
            **mode, **options,
        )  # fmt: skip
        contexts.append(context)
        if view:
            context.add_cookies([{"name": "view", "value": view, "url": site.url}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        if media:
            page.emulate_media(media=media)
        page.strays, page.complaints = [], []
        page.on("request", lambda request: note_stray(page, request.url, site.url))
        page.on("console", lambda message: note_complaint(page, message))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield opening
    for context in contexts:
        context.close()


def note_stray(page, url, home):
    if not url.startswith((f"{home}/", "data:")):
        page.strays.append(url)


def note_complaint(page, message):
    """Warnings of the page itself; a refused address says its status by itself."""
    if message.type in {"error", "warning"} and "the server responded with" not in message.text:
        page.complaints.append(message.text)


@pytest.fixture
def answer(site):
    """The answer to the captcha of a form, read where only the server can read it."""

    def reading(page):
        key = page.input_value("[name=captcha_key]")
        with sqlite3.connect(site.data / "yanlu.sqlite3") as database:
            query = "SELECT response FROM captcha_captchastore WHERE hashkey = ?"
            return database.execute(query, [key]).fetchone()[0]

    return reading
