"""Windows in every mode of display, and the receipts of the demo city's citizens."""

import pytest

from tests.browser.pages import MODES

READING = """
from uuid import UUID
from feedback import receipts
from feedback.models import Comment
one = Comment.objects.filter(consultation__slug="%s", intake_key__isnull=False).first()
code = receipts.code_of(UUID(str(one.intake_key.key)), one.query_code_hash.partition("$")[0])
print("receipt", one.receipt_number, code)
"""


@pytest.fixture
def window(site, visit):
    """Open a window: `window()`, `window(360, "dark")`, `window(java_script_enabled=False)`."""

    def opening(width=1280, mode="light", username=None, **options):
        wanted = dict(MODES[mode])
        view, media = wanted.pop("view", ""), wanted.pop("media", None)
        page = visit(username, width, **wanted, **options)
        if view:
            page.context.add_cookies([{"name": "view", "value": view, "url": site.url}])
        if media:
            page.emulate_media(media=media)
        return page

    return opening


@pytest.fixture(scope="session")
def receipt(site):
    """Number and query code of a comment in the demo city, by the key of its matter."""

    def reading(slug):
        printed = site.manage("shell", "-c", READING % slug)
        return printed.split("receipt ")[-1].strip().split(maxsplit=1)

    return reading


@pytest.fixture
def answer(challenge):
    """The answer to the captcha of the form on a page."""
    return lambda page: challenge(page.input_value("[name=captcha_key]"))
