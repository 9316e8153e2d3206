"""Prepare the data folder and serve: what `make run` calls."""

import hashlib
import os
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cms.settings.env import DATA_DIR


class Command(BaseCommand):
    help = "Migrates, collects static files, loads the demo content once, and serves."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--no-demo", action="store_true", help="leave the site empty")

    def handle(self, **options: Any) -> None:
        host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
        require_free(host, port)
        migrate()
        collect_static()
        call_command("bootstrap", verbosity=0)
        if not options["no_demo"]:
            call_command("load_demo", stdout=self.stdout)
        self.stdout.write(f"\n  http://{host}:{port}/        the public site")
        self.stdout.write(f"  http://{host}:{port}/admin/  the desk")
        logins = DATA_DIR / "demo-logins.txt"
        if logins.exists():
            self.stdout.write(logins.read_text())
        sys.stdout.flush()
        gunicorn = Path(sys.executable).with_name("gunicorn")
        os.execv(gunicorn, [str(gunicorn), "-c", "python:cms.server", "cms.wsgi"])  # noqa: S606


def require_free(host: str, port: str) -> None:
    """Refuse with one sentence when `port` is no port or somebody listens there."""
    try:
        number = int(port)
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, number))
    except (ValueError, OverflowError) as error:
        raise CommandError(f"PORT={port} is not a port number.") from error
    except OSError as error:
        raise CommandError(
            f"{host}:{port} cannot be used ({error.strerror}); choose another with PORT or HOST."
        ) from error


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def collect_static() -> None:
    """Collect only when a source file changed, so that a second start is quick."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    fingerprint = Path(settings.STATIC_ROOT) / ".fingerprint"
    if fingerprint.exists() and fingerprint.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=False)
    fingerprint.write_text(digest.hexdigest())
