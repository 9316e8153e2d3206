"""Pages as they were published elsewhere: one real, the others invented."""

import pathlib

import pytest
from django.conf import settings

from cms.importing.as_json import as_json
from cms.importing.page import read_page

HERE = pathlib.Path(__file__).parent / "pages"


@pytest.fixture(scope="session")
def real_bytes():
    path = (
        pathlib.Path(settings.BASE_DIR).parent / "shared/data/zibo-2021-household-registration.txt"
    )
    if not path.exists():
        pytest.skip("the real page is not beside this checkout")
    return path.read_bytes()


@pytest.fixture(scope="session")
def page_text():
    return lambda name: (HERE / f"{name}.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def imported(page_text):
    """A page by name as `--json` shows it."""
    return lambda name: as_json(read_page(page_text(name).encode()))
