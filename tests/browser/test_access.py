"""axe finds nothing on any public page, in any mode of display or language (R78)."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import MODES, PUBLIC, in_english
from tests.browser.staff import PEOPLE, log_in, walk

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": [
        "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
    ]
}  # fmt: skip


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


@pytest.mark.parametrize("name", PUBLIC)
def test_a_page_has_no_barrier_on_a_phone_in_english(window, name):
    page = window(360)
    page.goto(in_english(PUBLIC[name]))
    assert barriers(page) == []


def test_form_receipt_and_progress_have_no_barrier(window, answer):
    page = window()
    page.goto("/consultations/ebikes/comment/")
    page.evaluate("document.querySelector('main form.form').noValidate = true")
    page.get_by_role("button", name="提交意见").click()
    assert page.locator(".errors").is_visible()
    assert barriers(page) == []
    page.fill("[name=name]", "林晓")
    page.fill("[name=contact]", "13900001234")
    page.fill("[name=title]", "路边也要能充电")
    page.fill("[name=body]", "小区外面的路边能不能也设几个充电位？")
    page.fill("[name=captcha_text]", answer(page))
    page.get_by_role("button", name="提交意见").click()
    page.wait_for_url("**/receipt/**")
    assert barriers(page) == []
    page.get_by_role("link", name="查进度").first.click()
    assert barriers(page) == []


@pytest.mark.parametrize("person", PEOPLE)
def test_the_desks_have_no_barrier(window, site, person):
    """Our own pages within Wagtail's frame, whose menu and header are its own."""
    page = window()
    log_in(page, site, person)
    found = {}
    for kind, status in walk(page):
        assert status == 200, kind
        if objections := barriers(page, "main"):
            found[kind] = objections
    assert found == {}
