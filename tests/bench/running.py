"""What every part of the bench needs: rounds, medians, an environment, a filled database."""

import base64
import json
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.parts import manage
from tests.bench.table import Row
from tests.services import ROOT, clean_environment

QUICK = os.environ.get("QUICK", "") not in {"", "0"}
COMMENTS = int(os.environ.get("BENCH_COMMENTS", "20000" if QUICK else "500000"))
FEW = 500
BUSY = COMMENTS * 2 // 5
"""How many of all comments one matter has; its queue is compared with that of another with FEW."""
MATTERS = 8 if QUICK else 24
DOCUMENTS = 10_000 if QUICK else 100_000
SECONDS = 1 if QUICK else 5
ROUNDS = 3
FORMS = 200 if QUICK else 2_000
# Of 10,500 comments on three matters the third, which is reported, gets what makes 2,000 points
REPORTED = (10_500, 3, "--seed", "2")
WEIGHED = ("--stage", "closed")
SECRETS = {
    "SECRET_KEY": secrets.token_urlsafe(48),
    "FIELD_KEYS": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
}
Figures = dict[str, Any]


@dataclass
class Bench:
    """`folder` is gone afterwards; a part that fails is a row that says why, the rest goes on."""

    folder: Path
    rows: list[Row] = field(default_factory=list)

    def note(self, case: str, figures: Figures, spread: Figures | None = None) -> Row:
        row = Row(case, figures, spread or {})
        self.rows.append(row)
        print(row, flush=True)
        return row

    def measure(self, case: str, ask: Callable[[], Figures], **told: Any) -> Row:
        """Medians of the rounds, with the least and the most of each figure."""
        return self.note(case, *middle([ask() for _round in range(ROUNDS)], told))

    def attempt(self, part: Callable[..., None], *arguments: Any) -> None:
        begun = time.perf_counter()
        try:
            part(self, *arguments)
        except Exception as error:  # whatever one part meets, the other figures are wanted
            self.note(part.__name__, {"error": f"{type(error).__name__}: {error}"})
        print(f"— {part.__name__}: {time.perf_counter() - begun:.0f} s\n", flush=True)

    def environment(self, url: str, data: Path | None = None, **more: str) -> dict[str, str]:
        data = data or self.folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        return clean_environment(
            DATABASE_URL=url, YANLU_DATA=str(data), ALLOWED_HOSTS="localhost,127.0.0.1",
            DJANGO_SETTINGS_MODULE="cms.settings.production", BASE_URL="http://localhost",
            **SECRETS, **more,
        )  # fmt: skip


def middle(rounds: list[Figures], told: Figures) -> tuple[Figures, Figures]:
    """The median of each figure with what else is told, and least and most."""
    names = [name for name, value in rounds[0].items() if isinstance(value, int | float)]
    figures = {name: statistics.median(one[name] for one in rounds) for name in names}
    spread = {
        name: [min(one[name] for one in rounds), max(one[name] for one in rounds)]
        for name in names
    }  # fmt: skip
    return rounds[0] | figures | told, spread


def inside(environment: dict[str, str], *arguments: str) -> Any:
    """What a function of `tests.bench.inside` finds in a process of the product."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.inside", *arguments], cwd=ROOT, env=environment,
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["no word"])[-1])
    return json.loads(done.stdout)


def fill(environment: dict[str, str], comments: int, matters: int, busy: int = 0) -> float:
    """Generate comments in a migrated database, `busy` of them on one matter that is being
    weighed; returns the seconds that it took.
    """
    begun = time.perf_counter()
    generate(environment, comments - busy, matters, "--campaigns", "3")
    if busy:
        generate(environment, busy, 1, *WEIGHED, "--seed", "3")
    took = time.perf_counter() - begun
    if busy:
        generate(environment, FEW, 1, *WEIGHED, "--seed", "4")
        generate(environment, *REPORTED)
    manage(environment, "relay_outbox", "--once")
    return took


def generate(environment: dict[str, str], comments: int, matters: int, *more: str) -> None:
    manage(environment, "generate", "-v", "0", "--comments", str(comments),
           "--consultations", str(matters), *more)  # fmt: skip
