"""Pictures of the main pages, 360 and 1280 wide, into screens/: what `make screens` runs."""

from playwright.sync_api import Browser, sync_playwright

from tests.browser.pages import MODES, PUBLIC, in_english
from tests.browser.staff import PEOPLE, log_in, walk
from tests.journeys.serving import CHROMIUM, FLAGS, PICTURES, Site, served

WIDTHS = (360, 1280)


def picture(browser: Browser, site: Site, name: str, path: str, mode: str = "light") -> None:
    wanted = dict(MODES[mode])
    view = wanted.pop("view", "")
    for width in WIDTHS:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", base_url=site.url, **wanted
        )
        if view:
            context.add_cookies([{"name": "view", "value": view, "url": site.url}])
        page = context.new_page()
        page.goto(path)
        page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
        context.close()


def desks(browser: Browser, site: Site) -> None:
    """What each person sees at work, one picture of each kind of page."""
    taken: set[str] = set()
    for person in PEOPLE:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, locale="zh-CN", base_url=site.url
        )
        page = context.new_page()
        log_in(page, site, person)
        for kind, _status in walk(page):
            if kind not in taken:
                taken.add(kind)
                page.screenshot(path=PICTURES / f"{kind}-1280.png", full_page=True)
        context.close()


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with served() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, path in PUBLIC.items():
            picture(browser, site, name, path)
        for mode in ("large", "dark", "contrast"):
            for name in ("home", "draft"):
                picture(browser, site, f"{name}-{mode}", PUBLIC[name], mode)
        picture(browser, site, "home-english", in_english("/"))
        desks(browser, site)
        browser.close()
    print(f"{len(list(PICTURES.glob('*.png')))} pictures in {PICTURES}")  # noqa: T201


if __name__ == "__main__":
    main()
