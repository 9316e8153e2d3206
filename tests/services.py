"""Services that tests start for themselves, on free ports, and end when they are done."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import boto3
import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
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


class Postgres:
    """A server of one's own, which trusts whoever is on this machine.

    `settings` are the server's; `before` are words in front of each of its programs.
    """

    def __init__(
        self, *, before: tuple[str, ...] = (), copy_of: "Postgres | None" = None, **settings: object
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="yanlu-postgres-"))
        self.port, self.before = free_port(), before
        own = {"listen_addresses": "127.0.0.1", "max_connections": 200}
        own |= {"unix_socket_directories": self.folder, "port": self.port}
        self.options = " ".join(f"-c {name}={value}" for name, value in (own | settings).items())
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        self.data = str(self.folder / "data")
        if copy_of is None:
            self.run("initdb", "-D", self.data, "-U", "yanlu", "--auth=trust", "--encoding=UTF8",
                     "--locale=C.UTF-8")  # fmt: skip
        else:
            self.run("pg_basebackup", "-D", self.data, "-R", "-X", "stream", "-c", "fast",
                     *copy_of.address)  # fmt: skip
        self.start()

    @property
    def address(self) -> tuple[str, ...]:
        return ("-h", "127.0.0.1", "-p", str(self.port), "-U", "yanlu")

    def url(self, name: str) -> str:
        return f"postgres://yanlu@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        self.run("pg_ctl", "-D", self.data, "-w", "-l", str(self.folder / "log"), "-o",
                 self.options, "start")  # fmt: skip

    def stop(self, mode: str = "immediate") -> None:
        self.run("pg_ctl", "-D", self.data, "-m", mode, "stop")

    def remove(self) -> None:
        with suppress(subprocess.CalledProcessError):  # it may be down
            self.stop()
        shutil.rmtree(self.folder)

    def freeze(self, number: int = signal.SIGSTOP) -> None:
        """The server and its sessions stand still; they accept connections and answer nothing."""
        head = int((Path(self.data) / "postmaster.pid").read_text().split()[0])
        sessions = Path(f"/proc/{head}/task/{head}/children").read_text().split()
        for pid in (head, *map(int, sessions)):
            os.kill(pid, number)

    def thaw(self) -> None:
        self.freeze(signal.SIGCONT)

    def create(self, name: str, *, like: str = "template1") -> str:
        """A new database, empty or a copy of another; returns its address."""
        self.run("createdb", *self.address, "-T", like, name)
        return self.url(name)

    def analyse(self, name: str) -> None:
        """What the server's own maintenance does after a while."""
        self.run("vacuumdb", *self.address, "-q", "-z", name)

    def rows(self, sql: str, *arguments: object, name: str = "yanlu") -> list[tuple[object, ...]]:
        with psycopg.connect(self.url(name), autocommit=True, connect_timeout=3) as connection:
            return connection.execute(sql, arguments).fetchall()

    def run(self, program: str, *arguments: str) -> None:
        command = [*self.before, str(POSTGRES[-1] / program), *arguments]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       cwd="/", timeout=600)  # fmt: skip


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
def running_bucket() -> Iterator[str]:
    """The `STORAGE_URL` of a bucket of one's own, on a server that speaks S3."""
    port = free_port()
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until(lambda: is_listening(port))
        boto3.client(
            "s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1",
            aws_access_key_id="key", aws_secret_access_key="secret",
        ).create_bucket(Bucket="yanlu")  # fmt: skip
        yield f"s3+http://key:secret@127.0.0.1:{port}/yanlu"
    finally:
        server.kill()
        server.wait(timeout=30)


@contextmanager
def deaf_server() -> Iterator[int]:
    """The port of a server that accepts connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        yield int(listener.getsockname()[1])
