"""Where the product stands beside the limit of the machine: `make bench`, `make bench QUICK=1`.

Databases, servers and files are made in a folder of their own and are gone afterwards; the figures
stay in bench.json.
"""

import base64
import json
import os
import platform
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.client import Connection, get, load, post
from tests.bench.parts import Machine, manage, serving
from tests.bench.table import Row, goals, printed
from tests.services import ROOT, Postgres, clean_environment

QUICK = os.environ.get("QUICK", "") not in {"", "0"}
COMMENTS = int(os.environ.get("BENCH_COMMENTS", "20000" if QUICK else "500000"))
MATTERS = 8 if QUICK else 24
DOCUMENTS = 10_000 if QUICK else 100_000
SECONDS = 2 if QUICK else 8
ROUNDS = 3
FORMS = 300 if QUICK else 2_000
TOKEN = "b" * 32
SECRETS = {
    "SECRET_KEY": secrets.token_urlsafe(48),
    "FIELD_KEYS": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
}


@dataclass
class Bench:
    folder: Path
    rows: list[Row] = field(default_factory=list)

    def note(self, row: Row) -> None:
        self.rows.append(row)
        print(row, flush=True)

    def environment(self, url: str) -> dict[str, str]:
        data = self.folder / "data"
        data.mkdir(exist_ok=True)
        return clean_environment(
            DATABASE_URL=url, YANLU_DATA=str(data), ALLOWED_HOSTS="localhost,127.0.0.1",
            DJANGO_SETTINGS_MODULE="cms.settings.production", BASE_URL="http://localhost",
            **SECRETS,
        )  # fmt: skip

    def measure(self, case: str, ask: Callable[[], dict[str, float]], **told: Any) -> Row:
        """Medians of the rounds, with the least and the most of each figure."""
        rounds = [ask() for _round in range(ROUNDS)]
        figures = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
        spread = {
            name: [min(one[name] for one in rounds), max(one[name] for one in rounds)]
            for name in rounds[0]
        }
        row = Row(case, figures | told, spread)
        self.note(row)
        return row


def inside(environment: dict[str, str], *arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.inside", *arguments], cwd=ROOT, env=environment,
        check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    return json.loads(done.stdout)


def pages(bench: Bench, machine: Machine) -> None:
    """Every public page: uncached, behind nginx, and what the limits do with its bytes."""
    for name, known in inside(machine.environment, "pages").items():
        if "queries" not in known:
            bench.note(Row(name, {"status": known["status"]}))
            continue
        path = known["path"]
        status, body = Connection(machine.product).ask(get(path))
        file = f"page-{len(bench.rows)}"
        (machine.bodies / file).write_bytes(body)
        told = {"bytes": len(body)}
        plain = bench.measure(
            f"{name}: uncached", asked(machine, machine.product, "product", path),
            queries=known["queries"], status=status, **told,
        )  # fmt: skip
        bare = bench.measure(
            f"{name}: bare Django", asked(machine, machine.bare, "bare", f"/bytes/{file}"), **told
        )
        plain.figures["of bare"] = plain.figures["per s"] / bare.figures["per s"]
        if machine.nginx is None:
            continue
        kept = bench.measure(f"{name}: behind nginx", asked(machine, machine.nginx, "nginx", path))
        limit = bench.measure(
            f"{name}: nginx alone", asked(machine, machine.nginx, "nginx", f"/bench-bytes/{file}")
        )
        kept.figures["of bare"] = kept.figures["per s"] / bare.figures["per s"]
        kept.figures["of nginx"] = kept.figures["per s"] / limit.figures["per s"]


def asked(machine: Machine, port: int, part: str, path: str) -> Callable[[], dict[str, float]]:
    def ask() -> dict[str, float]:
        before = machine.cpu(part)
        done = load(port, [get(path)], seconds=SECONDS)
        return {
            "per s": done.rate, "p50": done.percentile(50), "p95": done.percentile(95),
            "cpu": (machine.cpu(part) - before) * 1e3 / len(done.latencies),
            "failed": sum(done.statuses.values()) - done.statuses[200],
        }  # fmt: skip

    return ask


def accepting(bench: Bench, machine: Machine) -> None:
    """Comments through the whole form beside the insertion of one bare row."""
    limit = bench.measure("bare insert", asked(machine, machine.bare, "bare", "/row/"))
    known = inside(machine.environment, "accepting")

    def ready(count: int) -> list[bytes]:
        return [
            post(known["path"], body.encode(), Cookie=f"csrftoken={TOKEN}",
                 X_Forwarded_For=f"10.{number // 250}.{number % 250}.{os.getpid() % 250}")
            for number, body in enumerate(inside(machine.environment, "forms", str(count)))
        ]  # fmt: skip

    def ask(rate: float = 0) -> dict[str, float]:
        posts = ready(FORMS)
        before = machine.cpu("product")
        done = load(machine.product, posts, rate=rate)
        return {
            "per s": done.rate, "p50": done.percentile(50), "p95": done.percentile(95),
            "p99": done.percentile(99), "failed": FORMS - done.statuses[303],
            "cpu": (machine.cpu("product") - before) * 1e3 / FORMS,
        }  # fmt: skip

    row = bench.measure(
        "comment accepted", ask, queries=known.get("queries"), **{"cpu inside": known.get("cpu")}
    )
    row.figures["of bare insert"] = row.figures["per s"] / limit.figures["per s"]
    bench.measure("comment accepted at 100/s", lambda: ask(rate=100))


def lists(bench: Bench, few: dict[str, str], many: dict[str, str]) -> None:
    """Every list with few comments and with many."""
    small, large = inside(few, "lists"), inside(many, "lists")
    for name, found in large.items():
        figures = {key: found.get(key) for key in ("ms", "cpu", "queries", "status")}
        ratio = {}
        if "cpu" in found and "cpu" in small.get(name, {}):
            ratio = {
                "ms at 500": small[name]["ms"], "of few": found["cpu"] / small[name]["cpu"],
            }  # fmt: skip
        bench.note(Row(f"{name} at {COMMENTS}", figures | ratio, {"ms": found.get("spread", [])}))


def fill(environment: dict[str, str], comments: int, matters: int) -> float:
    begun = time.perf_counter()
    manage(environment, "migrate", "-v", "0")
    manage(environment, "generate", "-v", "0", "--comments", str(comments),
           "--consultations", str(matters), "--campaigns", "3")  # fmt: skip
    took = time.perf_counter() - begun
    manage(environment, "relay_outbox", "--once")
    return took


def sqlite(bench: Bench) -> None:
    """The embedded server: one process, SQLite, its drainer."""
    folder = bench.folder / "embedded"
    (folder / "data").mkdir(parents=True)
    environment = bench.environment(f"sqlite:///{folder}/yanlu.sqlite3")
    environment |= {"WEB_WORKERS": "1", "YANLU_DATA": str(folder / "data")}
    manage(environment, "migrate", "-v", "0")
    fill(environment, 500, 4)
    manage(environment, "collectstatic", "--noinput", "-v", "0")
    with serving(folder, environment, limits=False) as machine:
        known = inside(environment, "accepting")

        def ask() -> dict[str, float]:
            posts = [
                post(known["path"], body.encode(), Cookie=f"csrftoken={TOKEN}",
                     X_Forwarded_For=f"10.{number // 250}.{number % 250}.1")
                for number, body in enumerate(inside(environment, "forms", str(FORMS)))
            ]  # fmt: skip
            done = load(machine.product, posts)
            return {
                "per s": done.rate, "p50": done.percentile(50), "p99": done.percentile(99),
                "failed": FORMS - done.statuses[303],
            }  # fmt: skip

        bench.measure("comment accepted on SQLite", ask)


def main() -> int:
    bench = Bench(Path(tempfile.mkdtemp(prefix="yanlu-bench-")))
    postgres = Postgres(shared_buffers="512MB")
    try:
        few = bench.environment(postgres.create("few"))
        many = bench.environment(postgres.create("many"))
        fill(few, 500, MATTERS)
        took = fill(many, COMMENTS, MATTERS)
        bench.note(Row(f"{COMMENTS} comments generated", {"s": took, "per s": COMMENTS / took}))
        postgres.analyse("few")
        postgres.analyse("many")
        manage(many, "collectstatic", "--noinput", "-v", "0")
        lists(bench, few, many)
        bench.note(Row("report of 2,000 points", inside(many, "report")))
        with serving(bench.folder, many) as machine:
            pages(bench, machine)
            accepting(bench, machine)
        found = inside(many, "searching", str(DOCUMENTS))
        for label in ("up to 5,000 hits", "more than 5,000 hits"):
            bench.note(Row(f"search of {DOCUMENTS}, {label}", found[label]))
        sqlite(bench)
    finally:
        postgres.remove()
        shutil.rmtree(bench.folder, ignore_errors=True)
    machine_name = f"{platform.platform()}, {os.cpu_count()} processors"
    told = {
        "python": sys.version.split()[0], "machine": machine_name, "quick": QUICK,
        "comments": COMMENTS, "rows": [vars(row) for row in bench.rows],
        "goals": [vars(goal) for goal in goals(bench.rows)],
    }  # fmt: skip
    (ROOT / "bench.json").write_text(json.dumps(told, ensure_ascii=False, indent=1))
    print(f"\nPython {told['python']} on {machine_name}\n")
    print(printed(bench.rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
