"""The production commands, started on the test's own database and stopped with the test."""

import pytest

from tests.stack.servers import Servers


@pytest.fixture
def servers(transactional_db, tmp_path):
    """Starts web nodes, drainers and proxies; whatever it started ends with the test."""
    started = Servers(tmp_path)
    yield started
    started.stop()


@pytest.fixture
def proxied(servers):
    """One web node with two processes behind nginx, with the project's own configuration."""
    return servers.nginx(servers.web(processes=2))
