"""What stands in the way of a start is told in one sentence, before anything is written."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
OLD = """#!/bin/sh
# A Python that says it is 3.9
exec {python} -c 'import sys; sys.version_info = (3, 9, 18, "final", 0); exec(sys.argv[1])' "$2"
"""
needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")


@pytest.fixture
def environment(tmp_path):
    """A clean one, its data in a folder that does not exist yet."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"YANLU_DATA": str(tmp_path / "data"), "HOST": "127.0.0.1"}


@pytest.fixture
def venv(tmp_path):
    """An environment that make finds complete: this one under another name."""
    folder = tmp_path / "venv"
    folder.mkdir()
    for part in Path(sys.prefix).iterdir():
        if not part.name.startswith("."):
            (folder / part.name).symlink_to(part)
    for stamp in (".python", ".runtime"):
        (folder / stamp).touch()
    return folder


def make(environment, venv, **variables):
    return run(
        ["make", "run", f"VENV={venv}", *(f"{name}={value}" for name, value in variables.items())],
        environment,
    )


def serve(environment, **variables):
    production = {"DJANGO_SETTINGS_MODULE": "cms.settings.production"}
    return run([sys.executable, "manage.py", "serve"], environment | production | variables)


def run(command, environment):
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def sentence(done):
    """The one line it was refused with, beside what make adds."""
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line and not line.startswith("make")]
    return line.removeprefix("CommandError: ")


@pytest.fixture(params=[pytest.param("make", marks=needs_make), "manage.py"])
def start(request, environment, venv):
    """`start(PORT=…)`: by either of the two commands."""

    def starting(**variables):
        if request.param == "make":
            return make(environment, venv, **variables)
        return serve(environment, **variables)

    return starting


def test_a_taken_port(start, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = sentence(start(PORT=str(port)))
    assert said.startswith(f"127.0.0.1:{port} cannot be used (")
    assert said.endswith("choose another with PORT or HOST.")
    assert not list(tmp_path.glob("data/*.sqlite3"))


@pytest.mark.parametrize("port", ["abc", "99999999", "-1", "８０００x"])
def test_what_is_no_port(start, tmp_path, port):
    assert sentence(start(PORT=port)) == f"PORT={port} is not a port number."
    assert not list(tmp_path.glob("data/*.sqlite3"))


@pytest.mark.parametrize("below", ["", "/data"])
def test_a_data_folder_that_cannot_be_written(start, tmp_path, below):
    (tmp_path / "file").write_text("kept")
    folder = f"{tmp_path}/file{below}"
    said = sentence(start(YANLU_DATA=folder))
    assert said.startswith(f"The data folder {folder} cannot be ")
    assert said.endswith("choose another with YANLU_DATA.")
    assert (tmp_path / "file").read_text() == "kept"


@needs_make
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_that_is_read_only(environment, venv, tmp_path):
    (tmp_path / "data").mkdir(mode=0o500)
    assert "cannot be written" in sentence(make(environment, venv))


@needs_make
def test_a_python_that_is_too_old(environment, tmp_path):
    old = tmp_path / "python3.9"
    old.write_text(OLD.format(python=sys.executable))
    old.chmod(0o755)
    said = sentence(make(environment, tmp_path / "new", PYTHON=old))
    assert said.startswith(f"Python 3.11 or newer is needed; {old} is not.")
    assert not (tmp_path / "new").exists()


@needs_make
def test_no_python_at_all(environment, tmp_path):
    said = sentence(make(environment, tmp_path / "new", PYTHON="/nowhere/python3"))
    assert said.startswith("Python 3.11 or newer is needed; /nowhere/python3 is not.")
