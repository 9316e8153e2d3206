"""The demo matters as written in `matters/*.toml`.

A comment is a line `stance|name|channel|articles|title|text`; a point below it is a line
`- outcome|text|reason|articles|department|question|articles of the decision`, with empty fields
where nothing is said. A point without an outcome waits; one with a question is referred.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@dataclass
class DemoPoint:
    outcome: str
    text: str
    reason: str
    articles: list[int]
    department: str
    question: str
    traces: list[int]


@dataclass
class DemoComment:
    stance: str
    name: str
    channel: str
    articles: list[int]
    title: str
    text: str
    points: list[DemoPoint] = field(default_factory=list)


def site() -> dict[str, Any]:
    return tomllib.loads((HERE / "site.toml").read_text())


def matters() -> Iterator[dict[str, Any]]:
    """Every matter, its `comments` read into `DemoComment`s."""
    for path in sorted((HERE / "matters").glob("*.toml")):
        matter = tomllib.loads(path.read_text())
        yield matter | {"comments": list(comments(matter["comments"]))}


def comments(text: str) -> Iterator[DemoComment]:
    current: DemoComment | None = None
    for line in filter(None, text.splitlines()):
        if line.startswith("- "):
            assert current is not None  # noqa: S101 — a point follows its comment
            current.points.append(point(line[2:]))
            continue
        if current:
            yield current
        stance, name, channel, articles, title, body = line.split("|")
        current = DemoComment(stance, name, channel, numbers(articles), title, body)
    if current:
        yield current


def point(line: str) -> DemoPoint:
    fields = [*line.split("|"), *[""] * 7][:7]
    outcome, text, reason, articles, department, question, traces = fields
    return DemoPoint(
        outcome, text, reason, numbers(articles), department, question, numbers(traces)
    )


def numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",") if number.strip()]
