"""Processes that the bench starts and ends, and a PostgreSQL of its own as production sets it."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from tests.services import ROOT, free_port

BIN = Path(sys.executable).parent
POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
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


class Postgres:
    """A server below `folder`; durable, as in production."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "pg", free_port()
        self.folder.mkdir()
        folder.chmod(0o755)
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        data = str(self.folder / "data")
        self.run("initdb", "-D", data, "-U", "yanlu", "--auth=trust", "--encoding=UTF8",
                 "--locale=C.UTF-8")  # fmt: skip
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c max_connections=200"
        options += f" -c unix_socket_directories={self.folder} -c shared_buffers=512MB"
        self.run("pg_ctl", "-D", data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def create(self, name: str) -> str:
        """A new database; returns its address."""
        self.ask("createdb", name)
        return f"postgres://yanlu@127.0.0.1:{self.port}/{name}"

    def analyse(self, name: str) -> None:
        """What the server's own maintenance does after a while."""
        self.ask("vacuumdb", "-q", "-z", name)

    def ask(self, program: str, *arguments: str) -> None:
        self.run(program, "-h", "127.0.0.1", "-p", str(self.port), "-U", "yanlu", *arguments)

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def run(self, program: str, *arguments: str) -> None:
        command = [str(POSTGRES[-1] / program), *arguments]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, timeout=WAIT * 5)


def program(name: str) -> str | None:
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
