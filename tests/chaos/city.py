"""The full stack of one city: two web nodes, two workers, two beats, and what they share."""

import contextlib
import secrets
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.parts import BIN, CityPostgres, Part
from tests.elastic import LAUNCHER
from tests.services import ROOT, Redis, clean_environment, free_port, wait_until


@dataclass
class City:
    folder: Path
    environment: dict[str, str]
    postgres: CityPostgres
    redis: Redis
    web: list[Part]
    workers: list[Part]
    beats: list[Part]
    addresses: list[str]
    elasticsearch: int | None
    """The process of the search server; None where none could be started."""

    def manage(self, *arguments: str, text: str | None = None) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, input=text,
            capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def answers(self, address: str) -> bool:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/help/", timeout=5):
            return True
        return False

    def is_up(self) -> bool:
        return all(self.answers(address) for address in self.addresses)


def launch(act: str) -> "subprocess.CompletedProcess[str]":
    """A search server of the city's own: parts that stop must not be anybody else's."""
    return subprocess.run(
        [LAUNCHER, act], env=clean_environment(YANLU_TEST_RUN="chaos"), check=False,
        capture_output=True, text=True,
    )  # fmt: skip


@contextlib.contextmanager
def lived_in() -> Iterator[City]:
    """Start everything on free ports with the demo city; stop everything at the end."""
    folder = Path(tempfile.mkdtemp(prefix="yanlu-chaos-"))
    postgres, redis = CityPostgres(folder), Redis()
    search = launch("start")
    environment = clean_environment(
        YANLU_DATA=str(folder / "data"), DJANGO_SETTINGS_MODULE="cms.settings.production",
        DATABASE_URL=postgres.url("yanlu"), REDIS_URL=redis.url,
        SECRET_KEY=secrets.token_urlsafe(50), FIELD_KEYS=secrets.token_urlsafe(40),
        HOST="127.0.0.1", WEB_WORKERS="2", TRUSTED_PROXIES="1", ALLOWED_HOSTS="127.0.0.1",
    )  # fmt: skip
    if search.returncode == 0:
        environment["ELASTICSEARCH_URL"] = search.stdout.strip()
    (folder / "data").mkdir()
    ports = [free_port(), free_port()]
    gunicorn = [str(BIN / "gunicorn"), "-c", "python:cms.server", "cms.wsgi"]
    celery = [str(BIN / "celery"), "-A", "cms.celery"]
    city = City(
        folder, environment, postgres, redis,
        web=[
            Part(f"web-{port}", gunicorn, environment | {"PORT": str(port)}, folder)
            for port in ports
        ],
        workers=[
            Part(f"worker-{n}", [*celery, "worker", "-n", f"worker{n}@%h", "-c", "2"],
                 environment, folder)
            for n in (1, 2)
        ],
        beats=[
            Part(f"beat-{n}", [*celery, "beat"], environment, folder)
            for n in (1, 2)
        ],
        addresses=[f"http://127.0.0.1:{port}" for port in ports],
        elasticsearch=None if search.returncode else int(launch("pid").stdout),
    )  # fmt: skip
    parts = [*city.web, *city.workers, *city.beats]
    try:
        redis.start()
        for command in (["migrate"], ["collectstatic", "--noinput"], ["load_demo"]):
            city.manage(*command, "-v", "0")
        for part in parts:
            part.start()
        wait_until(city.is_up)
        yield city
    finally:
        for part in parts:
            part.kill()
        redis.kill()
        launch("stop")
        postgres.remove()
        shutil.rmtree(folder, ignore_errors=True)
