"""Services that tests start for themselves, on free ports, and end when they are done."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# What points at services or secrets of whoever runs the tests
OUTSIDE = (
    "DATABASE_URL", "DATABASE_REPLICA_URL", "REDIS_URL", "ELASTICSEARCH_URL", "EMAIL_URL",
    "STORAGE_URL", "SECRET_KEY", "SECRET_KEY_FILE", "FIELD_KEYS", "FIELD_KEYS_FILE",
    "ALLOWED_HOSTS", "BASE_URL", "YANLU_DATA", "DJANGO_SETTINGS_MODULE",
)  # fmt: skip


def clean_environment(**values: str) -> dict[str, str]:
    """The environment of a process that inherits none of our services, with `values` added."""
    return {name: value for name, value in os.environ.items() if name not in OUTSIDE} | values


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_so: Callable[[], object], seconds: float = 60) -> None:
    """Ask again and again; fails when it does not become so. Only its failing depends on time."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Redis:
    """A server of one's own; it can be stopped, frozen and started again on the same port."""

    def __init__(self) -> None:
        self.program = shutil.which("redis-server")
        self.folder = Path(tempfile.mkdtemp(prefix="yanlu-redis-"))
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [str(self.program), "--port", str(self.port), "--bind", "127.0.0.1",
             "--dir", str(self.folder), "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_until(lambda: is_listening(self.port))

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait(timeout=30)
            self.process = None

    def freeze(self) -> None:
        """It accepts connections and answers nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def running_redis() -> Iterator[Redis]:
    """Skips loudly where no redis-server is installed."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed: nothing that needs Redis was tried")
    server = Redis()
    server.start()
    try:
        yield server
    finally:
        server.kill()
        shutil.rmtree(server.folder, ignore_errors=True)


@contextmanager
def deaf_server() -> Iterator[int]:
    """The port of a server that accepts connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        yield int(listener.getsockname()[1])
