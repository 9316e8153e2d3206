"""The parts of the full stack as processes that can be stopped, frozen, killed and started."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.services import ROOT, Postgres

BIN = Path(sys.executable).parent


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


class CityPostgres(Postgres):
    """A server whose clock can be moved where libfaketime is installed."""

    def __init__(self, folder: Path) -> None:
        self.clock = folder / "clock"
        self.clock.write_text("+0")
        super().__init__(before=self.faked())
        self.create("yanlu")

    def faked(self) -> tuple[str, ...]:
        library = faketime()
        if library is None:
            return ()
        return ("env", f"LD_PRELOAD={library}", f"FAKETIME_TIMESTAMP_FILE={self.clock}",
                "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1")  # fmt: skip

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
