"""One city for the whole round, with every part that this machine has."""

import shutil

import pytest

from tests.chaos.city import lived_in
from tests.services import POSTGRES

TALLY = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def city():
    if not POSTGRES or shutil.which("redis-server") is None:
        pytest.skip("PostgreSQL and redis-server are needed")
    with lived_in() as city:
        yield city


@pytest.fixture(scope="session")
def tally(pytestconfig):
    """Lines for the table at the end, one for each fault."""
    return pytestconfig.stash.setdefault(TALLY, [])


def pytest_terminal_summary(terminalreporter, config):
    lines = config.stash.get(TALLY, [])
    if lines:
        heads = ("receipts", "lost", "doubled", "retried", "slowest")
        terminalreporter.write_line(f"{'fault':36}" + "".join(f"{head:>9}" for head in heads))
        for line in lines:
            terminalreporter.write_line(line)
