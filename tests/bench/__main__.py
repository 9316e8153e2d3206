"""Where the product stands beside the limit of the machine: `make bench`, `make bench QUICK=1`.

Databases, servers and files are made in a folder of their own and are gone afterwards; the table
and the figures stay in var/bench, or where BENCH_RESULTS says.
"""

import json
import os
import platform
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.outside import embedded, served
from tests.bench.parts import manage
from tests.bench.running import BUSY, COMMENTS, FEW, MATTERS, QUICK, Bench, fill
from tests.bench.standing import export, lists, queue, report, searches
from tests.bench.table import goals, printed
from tests.services import ROOT, Postgres

RESULTS = Path(os.environ.get("BENCH_RESULTS") or ROOT / "var" / "bench")


def measured(bench: Bench, postgres: Postgres) -> None:
    manage(bench.environment(postgres.create("empty")), "migrate", "-v", "0")
    few = bench.environment(postgres.create("few", like="empty"))
    many = bench.environment(postgres.create("many", like="empty"))
    fill(few, FEW, MATTERS)
    took = fill(many, COMMENTS, MATTERS, BUSY)
    bench.note(f"{COMMENTS} comments generated", {"s": took, "per s": COMMENTS / took})
    postgres.analyse("few")
    postgres.analyse("many")
    manage(many, "collectstatic", "--noinput", "-v", "0")
    for part, environments in (
        (lists, (few, many)), (queue, (many,)), (report, (many,)), (export, (many,)),
        (served, (many,)), (searches, (many,)),
    ):  # fmt: skip
        bench.attempt(part, *environments)


def main() -> int:
    """1 when a part failed; what the others found is written all the same."""
    bench, begun = Bench(Path(tempfile.mkdtemp(prefix="yanlu-bench-"))), time.time()
    postgres = Postgres(shared_buffers="512MB")
    try:
        bench.attempt(measured, postgres)
    finally:
        postgres.remove()
    bench.attempt(embedded)
    shutil.rmtree(bench.folder, ignore_errors=True)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    machine = f"{platform.platform()}, {os.cpu_count()} processors"
    minutes = (time.time() - begun) / 60
    title = f"{python} on {machine}; {COMMENTS} comments, {minutes:.0f} minutes"
    table = f"{title}\n\n{printed(bench.rows)}\n"
    told = {
        "python": python, "machine": machine, "quick": QUICK, "comments": COMMENTS,
        "minutes": minutes, "rows": [vars(row) for row in bench.rows],
        "goals": [vars(goal) for goal in goals(bench.rows)],
    }  # fmt: skip
    RESULTS.mkdir(parents=True, exist_ok=True)
    name = "quick" if QUICK else "full"
    (RESULTS / f"{name}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1))
    (RESULTS / f"{name}.txt").write_text(table)
    print(f"\n{table}")
    return int(any("error" in row.figures for row in bench.rows))


if __name__ == "__main__":
    sys.exit(main())
