"""A named cast, the same in every test."""

import os
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings
from pytest_django.plugin import blocking_manager_key

from consultation import clock
from consultation.enums import Role
from tests import elastic
from tests.factories.process import (
    make_consultation,
    make_department,
    make_membership,
    make_user,
)

pytest_plugins = ["tests.browsing"]

# Time never decides a test, and a run can be repeated
settings.register_profile(
    "suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")


def pytest_configure(config):
    """All workers of a run share a search server, two runs share none."""
    os.environ.setdefault("YANLU_TEST_RUN", uuid4().hex)


def pytest_sessionfinish(session):
    if not hasattr(session.config, "workerinput"):
        elastic.stop()


def writes_for_good(item):
    """Whether a test commits, so that the database is emptied after it."""
    marker = item.get_closest_marker("django_db")
    committing = bool(marker and marker.kwargs.get("transaction"))
    return committing or "transactional_db" in item.fixturenames


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep what the migrations wrote (Wagtail's root page and site) for restoring it."""
    for item in items:
        if writes_for_good(item):
            item.add_marker(
                pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False
            )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Restore what the migrations wrote, since the flush after a committing test took it too."""
    yield
    if nextitem is not None and writes_for_good(item):
        with item.config.stash[blocking_manager_key].unblock():
            for connection in connections.all():
                kept = getattr(connection, "_test_serialized_contents", None)
                if kept is not None:
                    connection.creation.deserialize_db_from_string(kept)
                connection.close()


@pytest.fixture
def cast(db):
    """Min drafts and Wang approves for the police; Zhao drafts and Qian approves for education;
    Sun keeps the disclosure office; Li guards privacy; Zhou administers; Wu has no role.
    """
    police = make_department("某市公安局", short_name="市公安局")
    education = make_department("某市教育局", short_name="市教育局")
    office = make_department("某市人民政府办公室", short_name="市政府办公室")
    people = {
        "min": (police, Role.DRAFTER),
        "wang": (police, Role.APPROVER),
        "zhao": (education, Role.DRAFTER),
        "qian": (education, Role.APPROVER),
        "sun": (office, Role.OFFICE),
        "li": (office, Role.PRIVACY),
        "zhou": (office, Role.ADMINISTRATOR),
    }
    users = {name: make_user(name) for name in [*people, "wu"]}
    for name, (department, role) in people.items():
        make_membership(users[name], department, role)
    return SimpleNamespace(police=police, education=education, office=office, **users)


@pytest.fixture
def now(db):
    """The database's instant when the test began."""
    return clock.now()


@pytest.fixture
def open_consultation(cast, now):
    """Led by the police, open since yesterday for 31 days."""
    return make_consultation(
        lead=cast.police,
        by=cast.min,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=30),
    )


@pytest.fixture
def closed_consultation(cast, now):
    """Led by the police, closed yesterday after 31 days."""
    return make_consultation(
        lead=cast.police,
        by=cast.min,
        opens_at=now - timedelta(days=32),
        closes_at=now - timedelta(days=1),
    )
