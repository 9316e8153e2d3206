"""The page of 2021, imported and read in the browser; its words are not in the project."""

import re

import pytest

from tests.browser.test_pages import NARROW
from tests.journeys.serving import PICTURES, ROOT

pytestmark = pytest.mark.browser

REAL = ROOT.parent / "shared/data/zibo-2021-household-registration.txt"
WORDS = {
    "": "2021年8月13日",
    "draft/": "户籍",
    "interpretation/": "户籍",
    "background/": "户籍",
    "feedback/": "市教育局",
    "deliberation/": "119",
    "decision/": "淄政发〔2021〕9号",
    "comment/": "2021年9月12日",
}


@pytest.fixture(scope="module")
def address(site):
    if not REAL.exists():
        pytest.skip("the real page is not beside this checkout")
    printed = site.manage("import_page", str(REAL))
    return re.search(r"/consultations/[^/\s]+/", printed)[0]


@pytest.mark.parametrize("section", WORDS)
def test_a_section_of_the_real_page_is_read(window, address, section):
    page = window()
    assert page.goto(address + section).status == 200
    assert WORDS[section] in re.sub(r"\s", "", page.locator("main").inner_text())
    folder, name = PICTURES / "real", section.strip("/") or "notice"
    folder.mkdir(parents=True, exist_ok=True)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(NARROW) <= 0
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
    assert (page.strays, page.complaints) == ([], [])
