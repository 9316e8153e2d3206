"""The figures as a table, and the goals that they meet or miss."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase as fnmatch
from typing import Any

COLUMNS = (
    "per s", "p50", "p95", "p99", "page p95", "cpu", "cpu inside", "queries", "ms", "first", "s",
    "of bare", "of nginx", "of bare insert", "of few", "grown MB", "failed", "locked",
)  # fmt: skip


WIDE = 12
AT_LEAST = {"per s", "of bare"}
PROMISED = (
    ("*: uncached", "cpu inside", 12), ("*: uncached", "queries", 12),
    ("*: behind nginx", "per s", 1_000), ("*: behind nginx", "of bare", 0.5),
    ("comment accepted", "per s", 200), ("comment accepted", "cpu inside", 4),
    ("comment accepted", "queries", 14), ("comment accepted at 100/s", "p99", 300),
    ("comment accepted on SQLite", "per s", 100), ("comment accepted on SQLite", "locked", 0),
    ("comment accepted*", "failed", 0),
    ("* in the database, up to 5,000 hits", "p95", 50),
    ("* in the database, more than 5,000 hits", "p95", 100),
    ("* in Elasticsearch, *", "p95", 20), ("*", "of few", 2), ("export of *", "grown MB", 32),
)  # fmt: skip


@dataclass
class Row:
    """Times in milliseconds, shares as fractions; `spread` holds least and most of the rounds."""

    case: str
    figures: dict[str, Any]
    spread: dict[str, list[float]] = field(default_factory=dict)

    def __str__(self) -> str:
        told = ", ".join(
            f"{name} {shown(value)}{between(self.spread.get(name))}"
            for name, value in self.figures.items()
            if value is not None
        )
        return f"{self.case}: {told}"


@dataclass
class Goal:
    case: str
    goal: str
    found: float
    is_met: bool


def shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.2f}" if value < 10 else f"{value:.0f}"
    return str(value)


def between(pair: list[float] | None) -> str:
    return f" ({shown(pair[0])}–{shown(pair[1])})" if pair else ""


def printed(rows: list[Row]) -> str:
    """All rows in columns, then the goals, then what could not be measured."""
    used = [name for name in COLUMNS if any(name in row.figures for row in rows)]
    width = max((len(row.case) for row in rows), default=0) + 2
    lines = [" " * width + "".join(f"{name:>{WIDE}}" for name in used)]
    for row in rows:
        cells = (row.figures.get(name) for name in used)
        lines.append(
            f"{row.case:{width}}"
            + "".join(f"{'' if cell is None else shown(cell):>{WIDE}}" for cell in cells)
        )
    lines.append("")
    for goal in goals(rows):
        mark = "met   " if goal.is_met else "MISSED"
        lines.append(f"{mark} {goal.case}: {goal.goal}, found {shown(goal.found)}")
    lines += [
        f"FAILED {row.case}: {row.figures['error']}" for row in rows if "error" in row.figures
    ]
    return "\n".join(lines)


def goals(rows: list[Row]) -> Iterator[Goal]:
    """What was promised, against what was found."""
    for row in rows:
        for pattern, name, limit in PROMISED:
            value = row.figures.get(name)
            if value is not None and fnmatch(row.case, pattern):
                met = value >= limit if name in AT_LEAST else value <= limit
                sign = "≥" if name in AT_LEAST else "≤"
                yield Goal(row.case, f"{name} {sign} {limit}", value, met)
