"""The product as its user meets it: served by its own command on an empty data folder."""

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.services import ROOT, clean_environment, free_port

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PICTURES = ROOT / "screens"


@dataclass
class Site:
    """A running site; `logins` maps user names to passwords."""

    url: str
    data: Path
    environment: dict[str, str]
    logins: dict[str, str] = field(default_factory=dict)

    def manage(self, *arguments: str, text: str | None = None) -> str:
        """Run a management command on the site's data; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment,
            input=text, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def served() -> Iterator[Site]:
    """Serve the demo city from an empty data folder until the block ends."""
    with serving(Path(tempfile.mkdtemp(prefix="yanlu-journey-"))) as site:
        yield site


@contextmanager
def serving(data: Path, **services: str) -> Iterator[Site]:
    """Serve what lies in `data` on a free port until the block ends; by itself, or on services."""
    port = free_port()
    environment = clean_environment(
        YANLU_DATA=str(data), HOST="127.0.0.1", PORT=str(port),
        DJANGO_SETTINGS_MODULE="cms.settings.production", **services,
    )  # fmt: skip
    log = (data / "serve.log").open("a")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    try:
        site = Site(f"http://127.0.0.1:{port}", data, environment)
        wait_for(site, process)
        lines = (data / "demo-logins.txt").read_text().splitlines()
        found = [re.match(r"  (\w+)\s+(\S{8,})\s", line) for line in lines]
        site.logins = {match[1]: match[2] for match in found if match}
        yield site
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(site: Site, process: "subprocess.Popen[bytes]") -> None:
    for _second in range(600):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{site.url}/help/", timeout=5):
                return
        except OSError:
            time.sleep(1)
    raise AssertionError((site.data / "serve.log").read_text()[-3000:])
