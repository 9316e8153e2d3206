"""Where the terms stand in a text, as data: never as markup."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from consultation.grams import Run, runs_of
from consultation.terms import Term

EXCERPT = 110


class Segment(NamedTuple):
    text: str
    is_match: bool


Highlight = tuple[Segment, ...]


def spans_of(text: str, terms: tuple[Term, ...]) -> list[tuple[int, int]]:
    """Where any term stands, as offsets in `text`, in order and without overlaps."""
    runs = list(runs_of(text))
    found = sorted(span for term in terms for span in spans_of_term(runs, term))
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def spans_of_term(runs: list[Run], term: Term) -> Iterator[tuple[int, int]]:
    if len(term.runs) == 1:
        wanted, is_glyphs = term.runs[0]
        for run in runs:
            if run.is_glyphs != is_glyphs:
                continue
            if not is_glyphs:
                if run.text == wanted:
                    yield run.spans[0][0], run.spans[-1][1]
                continue
            at = run.text.find(wanted)
            while at >= 0:
                yield run.spans[at][0], run.spans[at + len(wanted) - 1][1]
                at = run.text.find(wanted, at + len(wanted))
        return
    size = len(term.runs)
    for index in range(len(runs) - size + 1):
        window = runs[index : index + size]
        if stands_in(window, term):
            first, last = window[0], window[-1]
            begin = len(first.text) - len(term.runs[0][0])
            yield first.spans[begin][0], last.spans[len(term.runs[-1][0]) - 1][1]


def stands_in(window: list[Run], term: Term) -> bool:
    """Whether the neighbouring runs hold the term: the first may begin and the last end beyond."""
    pairs = list(zip(window, term.runs, strict=True))
    if any(run.is_glyphs != is_glyphs for run, (_, is_glyphs) in pairs):
        return False
    (first, (head, has_glyphs)), *middle, (last, (tail, ends_in_glyphs)) = pairs
    return (
        (first.text.endswith(head) if has_glyphs else first.text == head)
        and all(run.text == wanted for run, (wanted, _) in middle)
        and (last.text.startswith(tail) if ends_in_glyphs else last.text == tail)
    )


def highlight(text: str, terms: tuple[Term, ...]) -> Highlight:
    return segments(text, spans_of(text, terms))


def segments(text: str, spans: list[tuple[int, int]]) -> Highlight:
    parts, at = [], 0
    for start, end in spans:
        if start > at:
            parts.append(Segment(text[at:start], False))
        parts.append(Segment(text[start:end], True))
        at = end
    if at < len(text):
        parts.append(Segment(text[at:], False))
    return tuple(parts)


def excerpt(text: str, terms: tuple[Term, ...]) -> Highlight:
    """Some `EXCERPT` characters around the first match, cut where a sentence begins if one does."""
    spans = spans_of(text, terms)
    begin = beginning(text, spans[0][0]) if spans else 0
    end = min(len(text), begin + EXCERPT)
    shown = " ".join(text[begin:end].split("\n"))
    first = bisect_left(spans, (begin, begin))
    inside = [
        (start - begin, min(stop, end) - begin) for start, stop in spans[first:] if start < end
    ]
    return (
        *((Segment("…", False),) if begin else ()),
        *segments(shown, inside),
        *((Segment("…", False),) if end < len(text) else ()),
    )


def beginning(text: str, match: int) -> int:
    """At or at most 40 characters before `match`, after the end of a sentence if there is one."""
    earliest = max(0, match - 40)
    if earliest == 0:
        return 0
    stops = [text.rfind(stop, earliest, match) for stop in "。！？；\n"]
    return max(stops) + 1 if max(stops) >= 0 else earliest
