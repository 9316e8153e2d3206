"""Move everything from the SQLite file to an empty PostgreSQL database."""

import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError, connection

from cms import moving
from cms.settings import env, services
from consultation import sealing

# Then, also on the new database: its own indexes, then the proofs
AFTERWARDS = (
    ("rebuild_search",),
    ("recount_queues",),
    ("update_index", "--verbosity=0"),
    ("verify_audit",),
    ("verify_report",),
)


class Command(BaseCommand):
    help = (
        "Copies all rows of the present SQLite database to the empty PostgreSQL database that "
        "NEW_DATABASE_URL names, compares them, rebuilds the search and verifies audit and "
        "reports. Stop the server first; what is there stays as it is."
    )

    def handle(self, **options: Any) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("The present database is not SQLite: there is nothing to move.")
        try:
            address = env.url("NEW_DATABASE_URL", services.POSTGRES, services.POSTGRES_EXAMPLE)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if address is None:
            raise CommandError(f"Set NEW_DATABASE_URL to {services.POSTGRES_EXAMPLE}.")
        moving.open_target(address)
        try:
            if not moving.is_empty():
                raise CommandError("The database that NEW_DATABASE_URL names is not empty.")
            sealing.seal_all()
            # By a process of its own: migrations of other packages write to the default database
            self.run(("migrate", "--no-input", "--verbosity=0"), address.geturl())
            counts = moving.move()
        except DatabaseError as error:
            raise CommandError(f"Nothing was moved: {type(error).__name__}: {error}") from error
        if different := moving.differences():
            raise CommandError(f"These tables differ afterwards: {', '.join(different)}.")
        self.stdout.write(f"{sum(counts.values())} rows of {len(counts)} tables are the same.")
        for command in AFTERWARDS:
            self.run(command, address.geturl())
        self.stdout.write("Moved. Set DATABASE_URL to the new address and start the server.")

    def run(self, command: tuple[str, ...], url: str) -> None:
        done = subprocess.run(  # noqa: S603 — this project's own commands
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *command],
            env=os.environ | {
                "DATABASE_URL": url, "SECRET_KEY": settings.SECRET_KEY,
                "FIELD_KEYS": settings.FIELD_KEYS,
                "ALLOWED_HOSTS": ",".join(settings.ALLOWED_HOSTS),
            },
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        for line in done.stdout.splitlines():
            self.stdout.write(f"{command[0]}: {line}")
        if done.returncode:
            raise CommandError(f"{command[0]} fails on the new database: {done.stderr[-1000:]}")
