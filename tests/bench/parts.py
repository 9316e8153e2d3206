"""The production commands, started natively, and the limits beside them."""

import contextlib
import os
import string
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.client import Connection, get
from tests.bench.servers import BIN, WAIT, Part, program
from tests.services import ROOT, free_port, wait_until

TEMPLATE = ROOT / "docs" / "deploy" / "nginx.conf.template"
WORKERS = {"WEB_WORKERS": "2", "WEB_THREADS": "4"}
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Machine:
    """What runs: ports of the product, of bare Django, of nginx where it is installed."""

    folder: Path
    environment: dict[str, str]
    product: int = field(default_factory=free_port)
    bare: int = field(default_factory=free_port)
    nginx: int | None = None
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def bodies(self) -> Path:
        return self.folder / "bodies"

    def start(self, name: str, command: list[str], **environment: str) -> None:
        self.parts[name] = Part(name, command, self.environment | environment, self.folder)

    def cpu(self, name: str) -> float:
        """Seconds of processor used so far by a part and its children."""
        return sum(seconds_of(pid) for pid in self.parts[name].pids())


def seconds_of(pid: int) -> float:
    with contextlib.suppress(FileNotFoundError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    return 0.0


@contextlib.contextmanager
def serving(folder: Path, environment: dict[str, str], *, limits: bool = True) -> Iterator[Machine]:
    """The product and, with `limits`, bare Django and nginx over one database."""
    machine = Machine(folder, WORKERS | environment | {"TRUSTED_PROXIES": "1", "HOST": "127.0.0.1"})
    machine.bodies.mkdir(exist_ok=True)
    gunicorn = str(BIN / "gunicorn")
    machine.start(
        "product", [gunicorn, "-c", "python:cms.server", "cms.wsgi"], PORT=str(machine.product)
    )
    (machine.bodies / "ready").write_text("1")
    try:
        wait_until(lambda: answers(machine.product, "/"), WAIT)
        if limits:
            bare_django(machine, gunicorn)
            front(machine)
        yield machine
    finally:
        for part in machine.parts.values():
            part.stop()


def bare_django(machine: Machine, gunicorn: str) -> None:
    machine.start(
        "bare", [
            gunicorn, "--preload", "-k", "gthread", "-w", WORKERS["WEB_WORKERS"], "--threads",
            WORKERS["WEB_THREADS"], "-b", f"127.0.0.1:{machine.bare}", "tests.bench.bare",
        ], BENCH_BODIES=str(machine.bodies),
    )  # fmt: skip
    wait_until(lambda: answers(machine.bare, "/bytes/ready"), WAIT)


def front(machine: Machine) -> None:
    """nginx with the project's own configuration, and a second server for the same bytes."""
    binary = program("nginx")
    if binary is None or not TEMPLATE.exists():
        return
    machine.nginx = free_port()
    state = machine.folder / "nginx"
    state.mkdir(exist_ok=True)
    for folder in (machine.folder, state, machine.bodies):
        folder.chmod(0o755)
    text = string.Template(TEMPLATE.read_text()).safe_substitute(
        NGINX_LISTEN=f"127.0.0.1:{machine.nginx}",
        NGINX_UPSTREAM=f"server 127.0.0.1:{machine.product};",
        NGINX_STATIC=Path(machine.environment["YANLU_DATA"]) / "static",
        NGINX_MEDIA=Path(machine.environment["YANLU_DATA"]) / "media",
        NGINX_STATE=state, PUBLIC_SCHEME="http",
    )  # fmt: skip
    limit = f"location /bench-bytes/ {{ alias {machine.bodies}/; access_log off; }}\n"
    (state / "nginx.conf").write_text(
        text.replace("location /static/", limit + "location /static/")
    )
    machine.start("nginx", [binary, "-c", str(state / "nginx.conf"), "-g", "daemon off;"])
    wait_until(lambda: answers(machine.nginx or 0, "/bench-bytes/ready"), WAIT)


def answers(port: int, path: str) -> bool:
    with contextlib.suppress(OSError, ValueError):
        return Connection(port).ask(get(path))[0] == 200
    return False


def manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
