"""What a journey leaves for people to look at; site and windows come from `tests.browsing`."""

import pytest

from tests.journeys.serving import PICTURES


@pytest.fixture
def picture(request):
    """Keep a picture of the whole page for people to look at."""
    folder = PICTURES / "journeys"
    folder.mkdir(parents=True, exist_ok=True)

    def taking(page, name):
        page.screenshot(path=folder / f"{name}.png", full_page=True)

    return taking
