"""One site for all journeys, and a browser in which each person has a window of their own."""

import sqlite3

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys.serving import CHROMIUM, FLAGS, PICTURES, served


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
    """Open a window as somebody: `visit()` is a citizen, `visit("drafter")` a logged-in person."""
    contexts = []

    def opening(username=None, width=1280, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", base_url=site.url, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        failures = []
        page.on("response", lambda r: failures.append(r.url) if r.status >= 500 else None)
        page.failures = failures
        if username:
            page.goto("/admin/login/")
            page.fill("input[name=username]", username)
            page.fill("input[name=password]", site.logins[username])
            page.click("button[type=submit]")
            page.wait_for_url("**/admin/**")
        return page

    yield opening
    for context in contexts:
        for page in context.pages:
            assert getattr(page, "failures", []) == []
        context.close()


@pytest.fixture
def picture(request):
    """Keep a picture of the whole page for people to look at."""
    folder = PICTURES / "journeys"
    folder.mkdir(parents=True, exist_ok=True)

    def taking(page, name):
        page.screenshot(path=folder / f"{name}.png", full_page=True)

    return taking


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
