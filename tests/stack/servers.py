"""Real processes for tests: gunicorn and nginx, as they are started in production."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.db import connection

from tests.services import ROOT, clean_environment, free_port

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
TEMPLATE = ROOT / "docs/deploy/nginx.conf.template"


@dataclass
class Answer:
    status: int
    headers: Any
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_parts: Any) -> None:
        return None


OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect())


def ask(url: str, data: bytes | None = None, **headers: str) -> Answer:
    """One request, redirects not followed; names of headers with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, data, named)
    try:
        with OPENER.open(request, timeout=60) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as refused:
        return Answer(refused.code, refused.headers, refused.read())


def command_of(service: str) -> list[str]:
    """What compose.yaml starts, with the programs of this environment."""
    program, *arguments = COMPOSE["services"][service]["command"]
    return [str(Path(sys.executable).with_name(program)), *arguments]


def database_url() -> str:
    """The database of this test, for another process."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(known['NAME']).resolve()}"
    person = f"{known['USER']}:{known['PASSWORD']}".rstrip(":")
    return f"postgres://{person}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


@dataclass
class Servers:
    folder: Path
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self, command: list[str], **more: str) -> "subprocess.Popen[bytes]":
        own = {
            "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "cms.settings.test",
            "YANLU_DATA": str(settings.DATA_DIR), "SECRET_KEY": settings.SECRET_KEY,
            "FIELD_KEYS": settings.FIELD_KEYS, "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "PAGES_KEPT": "30", "TRUSTED_PROXIES": "1", "FILES_BY_NGINX": "on",
        }  # fmt: skip
        environment = clean_environment(**(own | more))
        log = (self.folder / f"{len(self.processes)}.log").open("wb")
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    def web(self, *, processes: int = 1, **more: str) -> str:
        """One web node; returns its address."""
        port = free_port()
        self.start(
            command_of("web"),
            HOST="127.0.0.1", PORT=str(port), WEB_WORKERS=str(processes), **more,
        )  # fmt: skip
        return self.wait(f"http://127.0.0.1:{port}")

    def nginx(self, *nodes: str, **changed: str) -> str:
        """nginx in front of the nodes; `changed` are words of its configuration to replace."""
        if shutil.which("nginx") is None:
            pytest.skip("NGINX IS NOT INSTALLED: the configuration in docs/deploy is not tried")
        state, static = self.folder / f"nginx{len(self.processes)}", self.folder / "static"
        state.mkdir()
        shutil.copytree(ROOT / "cms/static", static, dirs_exist_ok=True)
        port = free_port()
        words = Template(TEMPLATE.read_text()).safe_substitute(
            NGINX_LISTEN=f"127.0.0.1:{port}", NGINX_STATE=state, NGINX_STATIC=static,
            NGINX_MEDIA=settings.MEDIA_ROOT, PUBLIC_SCHEME="http",
            NGINX_UPSTREAM=" ".join(f"server {node.partition('//')[2]};" for node in nodes),
        )  # fmt: skip
        for old, new in changed.items():
            assert old in words
            words = words.replace(old, new)
        file = state / "nginx.conf"
        file.write_text(words)
        ours = "user root; " if os.geteuid() == 0 else ""
        self.start(["nginx", "-c", str(file), "-g", f"{ours}daemon off;"])
        return self.wait(f"http://127.0.0.1:{port}")

    def wait(self, url: str) -> str:
        for _try in range(200):
            if self.processes[-1].poll() is not None:
                break
            try:
                if ask(f"{url}/healthz").status == 200:
                    return url
            except OSError:
                time.sleep(0.1)
        raise AssertionError("\n".join(file.read_text() for file in self.folder.glob("*.log")))

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
