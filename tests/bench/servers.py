"""Processes that the bench starts and ends."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.services import ROOT

BIN = Path(sys.executable).parent
ELASTICSEARCH = ROOT / ".ci" / "elasticsearch"
WAIT = 120


class Part:
    """One process in a group of its own; its output goes to a file of its name."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], folder: Path):
        with (folder / f"{name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def stop(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)

    def pids(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [self.process.pid, *map(int, children.read_text().split())]


def program(name: str) -> str | None:
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


@contextlib.contextmanager
def elasticsearch() -> Iterator[str]:
    """The address of the one that is given, else of one that is started here and forgotten."""
    environment = os.environ | {"YANLU_TEST_RUN": f"bench-{os.getpid()}"}
    begun = subprocess.run(
        [ELASTICSEARCH, "start"], capture_output=True, text=True, check=False, env=environment
    )
    if begun.returncode:
        raise RuntimeError(begun.stderr.strip())
    try:
        yield begun.stdout.strip()
    finally:
        subprocess.run([ELASTICSEARCH, "stop"], check=False, env=environment)
