"""axe finds nothing on any page of ours, in any mode of display or language (R78)."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import MODES, PUBLIC, in_english
from tests.browser.staff import OURS, PEOPLE, walk

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": [
        "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
    ]
}  # fmt: skip
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
AT_REST = """document.getAnimations()
  .filter(one => one.effect.getComputedTiming().endTime < Infinity)
  .forEach(one => one.finish())"""


def barriers(page, inside=None):
    """What axe objects to, one line each; `inside` limits it to a part of the page."""
    found = Axe().run(page, context=inside, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "print"])
def test_a_page_has_no_barrier(window, name, mode):
    page = window(mode=mode)
    page.goto(PUBLIC[name])
    assert barriers(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(in_english(PUBLIC[name]))
    assert barriers(page) == []


@pytest.mark.parametrize("mode", ["light", "large"])
def test_form_receipt_and_progress_have_no_barrier(window, answer, mode):
    page = window(360 if mode == "large" else 1280, mode)
    page.goto("/consultations/ebikes/comment/")
    page.evaluate("document.querySelector('main form.form').noValidate = true")
    page.get_by_role("button", name="提交意见").click()
    assert page.locator(".errors").is_visible()
    assert fits_and_opens(page)
    page.fill("[name=name]", "林晓")
    page.fill("[name=contact]", "13900001234")
    page.fill("[name=title]", "路边也要能充电")
    page.fill("[name=body]", "小区外面的路边能不能也设几个充电位？")
    page.fill("[name=captcha_text]", answer(page))
    page.get_by_role("button", name="提交意见").click()
    page.wait_for_url("**/receipt/**")
    assert fits_and_opens(page)
    page.get_by_role("link", name="查进度").first.click()
    assert fits_and_opens(page)


def fits_and_opens(page):
    assert barriers(page) == []
    return page.evaluate(WIDE) <= 0


@pytest.mark.parametrize("mode", ["light", "large", "dark"])
@pytest.mark.parametrize("slug", ["ebikes", "lifts", "waste"])
def test_progress_has_no_barrier(window, receipt, slug, mode):
    """A comment that waits, one being weighed, one answered: points, outcomes, reasons."""
    number, code = receipt(slug)
    page = window(360, mode)
    page.goto("/status/")
    page.fill("[name=number]", number)
    page.fill("[name=code]", code)
    page.locator("main form button").first.click()
    assert number in page.locator("main").inner_text()
    assert fits_and_opens(page)


@pytest.mark.parametrize("person", PEOPLE)
def test_the_desks_have_no_barrier(window, site, person):
    """Our own pages within Wagtail's frame, whose menu and header are its own."""
    page = window(username=person)
    found, wide, kinds = {}, [], set()
    for kind, status in walk(page):
        assert status == 200, kind
        kinds.add(kind)
        if not page.url.startswith(tuple(site.url + path for path in OURS)):
            continue  # led into Wagtail's own editor
        page.evaluate(AT_REST)
        if objections := barriers(page, "main"):
            found[page.url] = objections
        page.set_viewport_size({"width": 360, "height": 740})
        if page.evaluate(WIDE) > 0:
            wide.append(page.url)
        page.set_viewport_size({"width": 1280, "height": 900})
    assert (found, wide, page.strays) == ({}, [], [])
    assert kinds >= PEOPLE[person]
