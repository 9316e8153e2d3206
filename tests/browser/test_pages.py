"""Every address that a reader can reach: it fits a phone, works without script, stays at home."""

from urllib.parse import urlsplit

import pytest

from tests.browser.pages import PUBLIC, in_english

pytestmark = pytest.mark.browser

NARROW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FURNITURE = ".skip, .mainnav, .prefs, .crumbs, .sections, .outline, .btns, .remark"
COUNTED = {"还可以写", "最多", "字"}
LINKS = "[...document.querySelectorAll('a[href]')].map(a => a.href)"


def reachable(page, start, home):
    """Pages of this site, each address once, as far as links lead from `start`."""
    waiting, seen = [start], set()
    while waiting:
        address = waiting.pop()
        response = page.goto(address)
        yield address, response
        for link in page.evaluate(LINKS):
            parts = urlsplit(link)
            path = parts.path
            is_page = link.startswith(home) and path.endswith("/") and not is_elsewhere(path)
            if is_page and path not in seen:
                seen.add(path)
                waiting.append(path)


def is_elsewhere(path):
    """Feeds, files and the other language are no pages of this walk."""
    return path.startswith(("/feeds/", "/media/", "/admin/", "/en/", "/display/")) or (
        "/feed" in path and not path.endswith("/feedback/")
    )


def test_every_reachable_page_fits_a_phone_and_stays_on_the_site(window, site):
    page = window(360)
    wide, broken, lax, count = [], [], [], 0
    for address, response in reachable(page, "/", site.url):
        count += 1
        if response.status != 200:
            broken.append((address, response.status))
        if page.evaluate(NARROW) > 0:
            wide.append(address)
        if not is_strict(response.headers.get("content-security-policy", "")):
            lax.append(address)
    assert (wide, broken, lax) == ([], [], [])
    assert (page.strays, page.complaints) == ([], [])
    assert count > 60


def is_strict(policy):
    """Whether nothing inline and nothing evaluated may run."""
    return "default-src" in policy and "unsafe-" not in policy


@pytest.mark.parametrize("mode", ["large", "dark-contrast", "print"])
def test_every_kind_of_page_fits_a_phone_or_a_sheet(window, mode):
    page = window(640 if mode == "print" else 360, mode)
    wide = []
    for path in [*PUBLIC.values(), *map(in_english, PUBLIC.values())]:
        page.goto(path)
        if page.evaluate(NARROW) > 0:
            wide.append(path)
    assert (wide, page.strays, page.complaints) == ([], [], [])


def test_on_paper_stands_the_text_alone(window):
    page = window(640, "print")
    for path in PUBLIC.values():
        page.goto(path)
        shown = page.locator(FURNITURE).evaluate_all(
            "all => all.filter(e => e.checkVisibility()).map(e => e.className)"
        )
        assert shown == [], path
        assert page.locator("main h1").first.is_visible(), path


def test_every_kind_of_page_is_whole_without_a_script(window):
    plain, scripted = window(java_script_enabled=False), window()
    for path in PUBLIC.values():
        plain.goto(path)
        scripted.goto(path)
        words = [page.locator("main").inner_text().split() for page in (plain, scripted)]
        assert without_clock(words[0]) == without_clock(words[1]), path


def without_clock(words):
    """Challenges differ from one form to the next, and a script counts the characters left."""
    return [word for word in words if not word.isascii() and word not in COUNTED]


def test_targets_are_large_in_the_elder_mode(window):
    page = window(360, "large")
    page.goto("/consultations/ebikes/comment/")
    sizes = page.evaluate(
        "[...document.querySelectorAll('main input:not([type=hidden]):not([tabindex])"
        ":not([type=checkbox]):not([type=radio]), main textarea, main .btn')]"
        ".filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height)"
    )
    assert sizes
    assert min(sizes) >= 60
    assert (
        page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
        >= 24
    )
