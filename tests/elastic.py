"""The Elasticsearch that tests ask: one server for the run, indexes of its own for each test."""

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


@cache
def server() -> str:
    """Its address: the one that is given, else one that is started here; skips without either.

    In CI a missing server is a failure.
    """
    done = subprocess.run([LAUNCHER, "start"], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return done.stdout.strip()
    reason = f"NO ELASTICSEARCH, ITS TESTS DID NOT RUN: {done.stderr.strip()}"
    return pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


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
