"""The Elasticsearch that tests ask: one server for the run, an index of its own for each worker."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest

from search.backends.elastic import ElasticBackend

LAUNCHER = Path(__file__).resolve().parent.parent / ".ci" / "elasticsearch"
PATIENT = 30


def start_meanwhile() -> None:
    """Begin to start it; who needs it then waits less."""
    quiet = subprocess.DEVNULL
    subprocess.Popen([LAUNCHER, "start"], stdout=quiet, stderr=quiet)


@cache
def started() -> "subprocess.CompletedProcess[str]":
    return subprocess.run([LAUNCHER, "start"], capture_output=True, text=True, check=False)


def server() -> str:
    """Its address: the one that is given, else one that is started here; skips without either.

    In CI a missing server is a failure.
    """
    if started().returncode == 0:
        return started().stdout.strip()
    reason = f"NO ELASTICSEARCH, ITS TESTS DID NOT RUN: {started().stderr.strip()}"
    return pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


def stop() -> None:
    """Stop what this run started; harmless if it started nothing."""
    subprocess.run([LAUNCHER, "stop"], check=False)


def empty(backend: ElasticBackend) -> None:
    backend.writer.delete_by_query(
        index=backend.live, query={"match_all": {}}, refresh=True, conflicts="proceed"
    )


@contextmanager
def index_of_its_own() -> Iterator[ElasticBackend]:
    """An empty index that nobody else sees, removed when the block ends."""
    backend = ElasticBackend(server(), f"test-{uuid4().hex[:12]}", answer=PATIENT)
    backend.rebuild([])
    try:
        yield backend
    finally:
        names = list(backend.writer.indices.get(index=backend.every, features=["aliases"]).body)
        backend.writer.indices.delete(index=names, ignore_unavailable=True)
