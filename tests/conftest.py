"""A named cast, the same in every test."""

import gc
import os
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection, connections
from hypothesis import HealthCheck, settings
from pytest_django.plugin import blocking_manager_key

from consultation import clock
from consultation.enums import Role
from consultation.models import Department, Membership, OutboxMessage
from tests import elastic
from tests.factories.process import LONG_AGO, make_consultation

pytest_plugins = ["tests.browsing"]

# Time never decides a test, and a run can be repeated
settings.register_profile(
    "suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")


# What takes longest begins first, so that no worker is left alone with it at the end
LONGEST = {
    "test_routes.py", "test_search.py", "test_nginx.py", "test_celery.py", "test_walls.py",
    "test_constant_queries.py", "test_reconciling.py", "test_demo.py", "test_nodes.py",
}  # fmt: skip


def pytest_configure(config):
    """All workers of a run share a search server, two runs share none."""
    os.environ.setdefault("YANLU_TEST_RUN", uuid4().hex)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config):
    """The search server, where one is asked, starts while the first tests run."""
    if "not services" not in config.option.markexpr:
        elastic.start_meanwhile()


def pytest_collection_finish():
    """What was imported stays; the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()


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
    """Keep what an installation begins with for restoring it."""
    items.sort(key=lambda item: item.path.name not in LONGEST)
    for item in items:
        if writes_for_good(item):
            item.add_marker(
                pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False
            )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Restore what an installation begins with, since the flush after a committing test took it
    too.
    """
    yield
    if nextitem is not None and writes_for_good(item):
        with item.config.stash[blocking_manager_key].unblock():
            for each in connections.all():
                kept = getattr(each, "_test_serialized_contents", None)
                if kept is not None:
                    each.creation.deserialize_db_from_string(kept)
                each.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Every test begins with what every installation has: page tree, procedures, workflow."""
    with django_db_blocker.unblock():
        call_command("bootstrap", verbosity=0)
        OutboxMessage.objects.all().delete()
        connection._test_serialized_contents = connection.creation.serialize_db_to_string()
        connection.close()


@pytest.fixture
def cast(db):
    """Min drafts and Wang approves for the police; Zhao drafts and Qian approves for education;
    Sun keeps the disclosure office; Li guards privacy; Zhou administers; Wu has no role.
    """
    police, education, office = Department.objects.bulk_create(
        [
            Department(name="某市公安局", short_name="市公安局"),
            Department(name="某市教育局", short_name="市教育局"),
            Department(name="某市人民政府办公室", short_name="市政府办公室"),
        ]
    )
    roles = {
        "min": (police, Role.DRAFTER),
        "wang": (police, Role.APPROVER),
        "zhao": (education, Role.DRAFTER),
        "qian": (education, Role.APPROVER),
        "sun": (office, Role.OFFICE),
        "li": (office, Role.PRIVACY),
        "zhou": (office, Role.ADMINISTRATOR),
    }
    user = get_user_model()
    people = user.objects.bulk_create(
        user(username=name, email=f"{name}@example.org", password=make_password(""))
        for name in [*roles, "wu"]
    )
    users = {person.username: person for person in people}
    Membership.objects.bulk_create(
        Membership(user=users[name], department=department, role=role, valid_from=LONG_AGO)
        for name, (department, role) in roles.items()
    )
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
