"""Measured through sockets: pages and accepted comments, beside the limits of the machine."""

import os
from collections.abc import Callable
from typing import Any

from tests.bench.client import Connection, get, load, post
from tests.bench.parts import Machine, manage, serving
from tests.bench.running import FEW, FORMS, SECONDS, Bench, Figures, fill, inside

TOKEN = "b" * 32
LOCKED = ("database is locked", "OperationalError")


def served(bench: Bench, environment: dict[str, str]) -> None:
    """nginx, gunicorn and PostgreSQL as in production."""
    with serving(bench.folder, environment) as machine:
        bench.attempt(pages, machine)
        bench.attempt(accepting, machine)


def pages(bench: Bench, machine: Machine) -> None:
    """Every public page: uncached, behind nginx, and what the limits do with its bytes."""
    for name, known in inside(machine.environment, "pages").items():
        if "queries" in known:
            bench.attempt(page, machine, name, known)
        else:
            bench.note(name, {"error": f"answered {known['status']}"})


def page(bench: Bench, machine: Machine, name: str, known: dict[str, Any]) -> None:
    path = known["path"]
    status, body = Connection(machine.product).ask(get(path))
    file = f"page-{len(bench.rows)}"
    (machine.bodies / file).write_bytes(body)
    plain = bench.measure(
        f"{name}: uncached", asked(machine, machine.product, "product", path),
        queries=known["queries"], status=status, bytes=len(body), **{"cpu inside": known["cpu"]},
    )  # fmt: skip
    bare = bench.measure(
        f"{name}: bare Django", asked(machine, machine.bare, "bare", f"/bytes/{file}")
    )
    plain.figures["of bare"] = plain.figures["per s"] / bare.figures["per s"]
    if machine.nginx is None:
        bench.note(f"{name}: behind nginx", {"error": "nginx is not installed"})
        return
    kept = bench.measure(f"{name}: behind nginx", asked(machine, machine.nginx, "nginx", path))
    limit = bench.measure(
        f"{name}: nginx alone", asked(machine, machine.nginx, "nginx", f"/bench-bytes/{file}")
    )
    kept.figures["of bare"] = kept.figures["per s"] / bare.figures["per s"]
    kept.figures["of nginx"] = kept.figures["per s"] / limit.figures["per s"]


def asked(machine: Machine, port: int, part: str, path: str) -> Callable[[], Figures]:
    def ask() -> Figures:
        before = machine.cpu(part)
        done = load(port, [get(path)], seconds=SECONDS)
        return {
            "per s": done.rate, "p50": done.percentile(50), "p95": done.percentile(95),
            "cpu": (machine.cpu(part) - before) * 1e3 / max(1, len(done.latencies)),
            "failed": sum(done.statuses.values()) - done.statuses[200],
        }  # fmt: skip

    return ask


def accepting(bench: Bench, machine: Machine) -> None:
    """Comments through the whole form beside the insertion of one bare row."""
    limit = bench.measure("bare insert", asked(machine, machine.bare, "bare", "/row/"))
    known = inside(machine.environment, "accepting")
    told = {"queries": known.get("queries"), "cpu inside": known.get("cpu")}
    row = bench.measure("comment accepted", sent(machine, known["path"]), **told)
    row.figures["of bare insert"] = row.figures["per s"] / limit.figures["per s"]
    bench.measure("comment accepted at 100/s", sent(machine, known["path"], rate=100))


def sent(machine: Machine, path: str, rate: float = 0) -> Callable[[], Figures]:
    """Forms with captchas made beforehand, each from another network."""

    def ask() -> Figures:
        bodies = inside(machine.environment, "forms", str(FORMS))
        posts = [
            post(path, body.encode(), Cookie=f"csrftoken={TOKEN}",
                 X_Forwarded_For=f"10.{number // 250}.{number % 250}.{os.getpid() % 250}")
            for number, body in enumerate(bodies)
        ]  # fmt: skip
        before = machine.cpu("product")
        done = load(machine.product, posts, rate=rate)
        return {
            "per s": done.rate, "p50": done.percentile(50), "p95": done.percentile(95),
            "p99": done.percentile(99), "failed": FORMS - done.statuses[303],
            "cpu": (machine.cpu("product") - before) * 1e3 / FORMS,
        }  # fmt: skip

    return ask


def embedded(bench: Bench) -> None:
    """The embedded server: one process, SQLite, its drainer."""
    folder = bench.folder / "embedded"
    environment = bench.environment(
        f"sqlite:///{folder}/yanlu.sqlite3", folder / "data", WEB_WORKERS="1"
    )
    manage(environment, "migrate", "-v", "0")
    fill(environment, FEW, 4)
    manage(environment, "collectstatic", "--noinput", "-v", "0")
    with serving(folder, environment, limits=False) as machine:
        known = inside(environment, "accepting")
        row = bench.measure("comment accepted on SQLite", sent(machine, known["path"]))
    told = (folder / "product.log").read_text(errors="replace")
    row.figures["locked"] = sum(told.count(words) for words in LOCKED)
