"""The original as lines of runs: what a point was made of, and what looks like personal data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from feedback.enums import Resolution
from feedback.models import Comment, Finding, Point


@dataclass(frozen=True)
class Span:
    """A half-open stretch of the original; `point` it became, or `kind` of a finding."""

    start: int
    end: int
    point: Point | None = None
    kind: Any = ""


@dataclass(frozen=True)
class Run:
    """Words that belong together, from `start` of the body; `ends`: points that end here."""

    start: int
    text: str
    points: tuple[Point, ...] = ()
    ends: tuple[Point, ...] = ()
    kind: Any = ""


def lines_of(
    comment: Comment, points: Iterable[Point], findings: Iterable[Finding]
) -> list[list[Run]]:
    """The body cut at its line ends and at every mark; together the runs are its words."""
    spans = [
        Span(one.passage_start, one.passage_end or 0, point=one)
        for one in points
        if one.passage_start is not None
    ]
    spans += [
        Span(one.start, one.end, kind=one.get_kind_display())
        for one in findings
        if one.field == "body" and one.resolution != Resolution.OVERRULED
    ]
    lines, start = [], 0
    for line in comment.body.splitlines(keepends=True):
        if words := line.rstrip():
            lines.append(runs(words, start, spans))
        start += len(line)
    return lines


def runs(words: str, offset: int, spans: Iterable[Span]) -> list[Run]:
    """`words`, which begin at `offset` of their text, cut wherever a span begins or ends."""
    end = offset + len(words)
    near = [span for span in spans if span.start < end and span.end > offset]
    edges = {offset, end}
    for span in near:
        edges |= {max(span.start, offset), min(span.end, end)}
    cuts = sorted(edges)
    return [run(words, offset, a, b, near) for a, b in pairwise(cuts)]


def run(words: str, offset: int, start: int, end: int, spans: Sequence[Span]) -> Run:
    over = [span for span in spans if span.start <= start and span.end >= end]
    return Run(
        start=start,
        text=words[start - offset : end - offset],
        points=tuple(span.point for span in over if span.point),
        ends=tuple(span.point for span in over if span.point and span.end == end),
        kind=next((span.kind for span in over if span.kind), ""),
    )
