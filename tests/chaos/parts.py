"""The parts of the full stack as processes that can be stopped, frozen, killed and started."""

import os
import pwd
import signal
import subprocess
import sys
from pathlib import Path

import psycopg

from tests.services import ROOT, free_port

BIN = Path(sys.executable).parent
POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
WAIT = 60


class Part:
    """One process in a group of its own; its output goes to a file of its name."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], folder: Path):
        self.name, self.command, self.environment = name, command, environment
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, number)

    def stop(self) -> None:
        self.end(signal.SIGTERM)

    def kill(self) -> None:
        """At once and with its children, as when the machine loses power."""
        self.end(signal.SIGKILL)

    def end(self, number: int) -> None:
        self.signal(number)
        if self.process is not None:
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.signal(signal.SIGKILL)
                self.process.wait(timeout=20)

    def children(self) -> list[int]:
        assert self.process is not None
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(one) for one in listed.split()]


class Postgres:
    """A server of our own, whose clock can be moved where libfaketime is installed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "pg", free_port()
        self.clock = folder / "clock"
        self.clock.write_text("+0")
        self.url = f"postgres://yanlu@127.0.0.1:{self.port}/yanlu"
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            self.folder.mkdir()
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        folder.chmod(0o755)
        self.run("initdb", "-D", str(self.folder), "-U", "yanlu", "--auth=trust",
                 "--encoding=UTF8", "--locale=C.UTF-8")  # fmt: skip
        self.start()
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "yanlu", "yanlu")

    def run(self, program: str, *arguments: str) -> None:
        command = [str(POSTGRES[-1] / program), *arguments]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", "env", *self.faked(), *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       cwd="/", timeout=WAIT)  # fmt: skip

    def faked(self) -> list[str]:
        library = faketime()
        if library is None:
            return []
        return [f"LD_PRELOAD={library}", f"FAKETIME_TIMESTAMP_FILE={self.clock}",
                "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1"]  # fmt: skip

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=/tmp"
        self.run("pg_ctl", "-D", str(self.folder), "-w", "-l", str(self.folder / "log"),
                 "-o", f"{options} -c max_connections=200", "start")  # fmt: skip

    def stop(self, mode: str = "immediate") -> None:
        self.run("pg_ctl", "-D", str(self.folder), "-m", mode, "stop")

    def restart(self) -> None:
        self.stop()
        self.start()

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self.url, autocommit=True, connect_timeout=3)

    def rows(self, sql: str, *arguments: object) -> list[tuple[object, ...]]:
        with self.connect() as connection:
            return connection.execute(sql, arguments).fetchall()

    def cut(self) -> int:
        """End every session but this one."""
        return len(self.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND usename = 'yanlu'"
        ))  # fmt: skip

    def move_clock(self, by: str) -> None:
        self.clock.write_text(by)


def faketime() -> str | None:
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    return str(found[0]) if found else None
