"""Pictures of the main pages, 360 and 1280 wide, into screens/: what `make screens` runs.

`--readme` instead takes the picture that README.md shows.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.pages import MODES, PUBLIC, in_english
from tests.browser.staff import PEOPLE, walk
from tests.browsing import log_in
from tests.journeys.serving import CHROMIUM, FLAGS, PICTURES, ROOT, Site, served

WIDTHS = (360, 1280)
README = ROOT / "docs" / "draft.png"


@contextmanager
def window(browser: Browser, site: Site, width: int, mode: str = "light") -> Iterator[Page]:
    wanted: dict[str, Any] = dict(MODES[mode])
    view = wanted.pop("view", "")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", base_url=site.url, **wanted
    )
    if view:
        context.add_cookies([{"name": "view", "value": view, "url": site.url}])
    yield context.new_page()
    context.close()


def picture(browser: Browser, site: Site, name: str, path: str, mode: str = "light") -> None:
    for width in WIDTHS:
        with window(browser, site, width, mode) as page:
            page.goto(path)
            page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)


def pages(browser: Browser, site: Site) -> None:
    for name, path in PUBLIC.items():
        picture(browser, site, name, path)
    for mode in ("large", "dark", "contrast"):
        for name in ("home", "draft"):
            picture(browser, site, f"{name}-{mode}", PUBLIC[name], mode)
    picture(browser, site, "home-english", in_english("/"))


def desks(browser: Browser, site: Site) -> None:
    """What each person sees at work, one picture of each kind of page in each width."""
    taken: set[str] = set()
    for person in PEOPLE:
        with window(browser, site, WIDTHS[-1]) as page:
            log_in(page, site, person)
            for kind, _status in walk(page):
                if kind in taken:
                    continue
                taken.add(kind)
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 900})
                    page.wait_for_timeout(500)  # Wagtail's menu slides to its place
                    page.screenshot(path=PICTURES / f"{kind}-{width}.png", full_page=True)


def for_readme(browser: Browser, site: Site) -> None:
    """The head of a draft as a reader meets it."""
    with window(browser, site, WIDTHS[-1]) as page:
        page.goto(PUBLIC["draft"])
        page.screenshot(path=README)


def main(arguments: list[str]) -> None:
    PICTURES.mkdir(exist_ok=True)
    with served() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        if "--readme" in arguments:
            for_readme(browser, site)
        else:
            pages(browser, site)
            desks(browser, site)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
