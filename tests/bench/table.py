"""The figures as a table, and the goals that they meet or miss."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

COLUMNS = (
    "per s", "p50", "p95", "p99", "cpu", "queries", "ms", "of bare", "of nginx", "of bare insert",
    "of few", "failed",
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
    """All rows in columns, then the goals."""
    used = [name for name in COLUMNS if any(name in row.figures for row in rows)]
    width = max(len(row.case) for row in rows) + 2
    lines = [" " * width + "".join(f"{name:>12}" for name in used)]
    for row in rows:
        cells = (row.figures.get(name) for name in used)
        lines.append(
            f"{row.case:{width}}"
            + "".join(f"{'' if cell is None else shown(cell):>12}" for cell in cells)
        )
    lines.append("")
    for goal in goals(rows):
        mark = "met   " if goal.is_met else "MISSED"
        lines.append(f"{mark} {goal.case}: {goal.goal}, found {shown(goal.found)}")
    return "\n".join(lines)


def goals(rows: list[Row]) -> Iterator[Goal]:
    """What issue and architecture ask for, against what was found."""
    for row in rows:
        for suffix, name, limit, is_least in (
            (": uncached", "cpu", 12, False), (": uncached", "queries", 12, False),
            (": behind nginx", "per s", 1_000, True), (": behind nginx", "of bare", 0.5, True),
            ("comment accepted", "per s", 200, True), ("comment accepted", "cpu inside", 4, False),
            ("comment accepted", "queries", 14, False),
            ("comment accepted at 100/s", "p99", 300, False),
            ("comment accepted on SQLite", "per s", 100, True),
            (", up to 5,000 hits", "p95", 50, False), ("more than 5,000 hits", "p95", 100, False),
            ("", "of few", 2, False),
        ):  # fmt: skip
            value = row.figures.get(name)
            fits = row.case == suffix if suffix.startswith("comment") else row.case.endswith(suffix)
            if value is not None and fits:
                met = value >= limit if is_least else value <= limit
                yield Goal(row.case, f"{name} {'≥' if is_least else '≤'} {limit}", value, met)
