"""From SQLite to PostgreSQL with one command, tried on the demo city."""

import re
import subprocess
import sys
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.services import ROOT, clean_environment

pytestmark = pytest.mark.services


@pytest.fixture
def new_database(db):
    """The address of an empty database on the PostgreSQL server that the tests use."""
    if connection.vendor != "postgresql":
        pytest.skip("NO POSTGRESQL (DATABASE_URL): the move from SQLite is not tried")
    name, known = f"moved_{uuid4().hex[:12]}", connection.settings_dict
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    person = f"{known['USER']}:{known['PASSWORD']}".rstrip(":")
    yield f"postgres://{person}@{known['HOST']}:{known['PORT']}/{name}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(*command, **environment):
    known = {"DJANGO_SETTINGS_MODULE": "cms.settings.production", "ALLOWED_HOSTS": "localhost"}
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, text=True, capture_output=True,
        env=clean_environment(**(known | environment)), check=False, timeout=570,
    )  # fmt: skip


def test_the_demo_city_moves_whole(new_database, tmp_path):
    old = {"YANLU_DATA": str(tmp_path)}
    for command in (("migrate", "--verbosity=0"), ("load_demo",)):
        done = manage(*command, **old)
        assert done.returncode == 0, done.stderr
    moved = manage("move_to_postgres", **old, NEW_DATABASE_URL=new_database)
    assert moved.returncode == 0, moved.stdout + moved.stderr
    rows = re.search(r"(\d+) rows of (\d+) tables are the same", moved.stdout)
    assert int(rows[1]) > 4000
    assert int(rows[2]) > 90
    assert "links, all whole" in moved.stdout
    keys = {
        name: (tmp_path / name.lower()).read_text().strip() for name in ("SECRET_KEY", "FIELD_KEYS")
    }
    new = {"YANLU_DATA": str(tmp_path / "new"), "DATABASE_URL": new_database, **keys}
    before, after = manage("verify_report", **old), manage("verify_report", **new)
    assert before.returncode == after.returncode == 0
    assert before.stdout.count("holds") >= 3
    assert before.stdout == after.stdout
    assert manage("check_search", **new).returncode == 0
    again = manage("move_to_postgres", **old, NEW_DATABASE_URL=new_database)
    assert again.returncode == 1
    assert "is not empty" in again.stderr
    assert "Traceback" not in again.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["", "mysql://a@b/c", "postgres://"])
def test_a_missing_or_strange_address_is_refused(monkeypatch, address):
    monkeypatch.setattr(connection, "vendor", "sqlite")
    monkeypatch.setenv("NEW_DATABASE_URL", address)
    with pytest.raises(CommandError, match="NEW_DATABASE_URL"):
        call_command("move_to_postgres")


@pytest.mark.django_db
def test_only_sqlite_is_moved(monkeypatch):
    monkeypatch.setattr(connection, "vendor", "postgresql")
    with pytest.raises(CommandError, match="nothing to move"):
        call_command("move_to_postgres")
