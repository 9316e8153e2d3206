"""The demo city on a PostgreSQL server of its own, for tests that change the server itself."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.services import POSTGRES, ROOT, Postgres, clean_environment


@dataclass
class City:
    """`environment` is that of a process which uses it."""

    folder: Path
    postgres: Postgres
    name: str = "yanlu"
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
            "DATABASE_URL": self.postgres.url(self.name), "YANLU_DATA": str(self.folder),
            "SECRET_KEY": settings.SECRET_KEY, "FIELD_KEYS": settings.FIELD_KEYS,
            "ALLOWED_HOSTS": "127.0.0.1,localhost", "PAGES_KEPT": "0",
        } | self.environment  # fmt: skip

    def manage(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, capture_output=True, text=True,
            env=clean_environment(**self.environment), check=False, timeout=600,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def shell(self, code: str) -> str:
        return self.manage("shell", "--no-imports", "-c", code).strip()

    def rows(self, sql: str, *arguments: object) -> list[tuple[object, ...]]:
        return self.postgres.rows(sql, *arguments, name=self.name)

    def named(self, name: str) -> "City":
        """Another database of the same server."""
        others = self.environment | {"DATABASE_URL": self.postgres.url(name)}
        return City(self.folder, self.postgres, name, others)


def load(city: City) -> None:
    """The demo city, and beside it `test_suite`, which has its tables alone."""
    city.manage("migrate", "-v", "0")
    city.postgres.run("createdb", *city.postgres.address, "-T", city.name, "test_suite")
    city.manage("load_demo")


@contextmanager
def founded(folder: Path) -> Iterator[City]:
    with empty(folder) as city:
        load(city)
        yield city


@contextmanager
def empty(folder: Path) -> Iterator[City]:
    """A database without tables.

    Skips loudly where the suite runs on SQLite, so that both its runs do this once.
    """
    if connection.vendor != "postgresql" or not POSTGRES:
        pytest.skip("NO POSTGRESQL (DATABASE_URL): a server of one's own is not tried")
    server = Postgres(fsync="off")
    try:
        server.create("yanlu")
        yield City(folder, server)
    finally:
        server.remove()
