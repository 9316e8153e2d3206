"""Numbering rebuilt from the whole sequence, never from one token.

Labels that lost characters are read as the cheapest sequence that explains all of them: counting
on is free, a gap or a step back costs, a numeral that could have lost a character costs little, a
plainly different one much, and a token may turn out to be no label at all. A reading is proven
when every other one costs clearly more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from consultation.provisions.numerals import to_chinese

LOST, TRUNCATED, WRONG = 0.2, 1.0, 4.0
SKIP_DAMAGED, SKIP_WHOLE = 3.0, 5.0
GAP, BACK, RESTART = 3.0, 6.0, 5.0
MARGIN = 1.5
_PER_STEP = 0.01


@dataclass(frozen=True)
class Token:
    """A label as seen. `number` is None where the numeral is lost; `opens_group` is true for the
    first label under a new heading, where a count may start again.
    """

    number: int | None
    is_whole: bool = True
    opens_group: bool = False


@dataclass(frozen=True)
class Reading:
    """`number` is None where the token is no label of this sequence."""

    number: int | None
    proven: bool


def read_sequence(tokens: Sequence[Token]) -> list[Reading]:
    """What each token says, counted through the text or anew in each group, whichever fits."""
    if _counts_cleanly(tokens):
        return [Reading(token.number, True) for token in tokens]
    through, through_cost = _solve(tokens, restarts=False)
    if not any(token.opens_group for token in tokens[1:]):
        return through
    anew, anew_cost = _solve(tokens, restarts=True)
    best, other = (through, anew) if through_cost <= anew_cost else (anew, through)
    if abs(through_cost - anew_cost) >= MARGIN:
        return best
    return [
        Reading(one.number, one.proven and one.number == two.number)
        for one, two in zip(best, other, strict=True)
    ]


def _counts_cleanly(tokens: Sequence[Token]) -> bool:
    """Every label whole and one more than the last: nothing to solve."""
    numbers = [0, *(token.number for token in tokens if token.is_whole)]
    return numbers == list(range(len(tokens) + 1))


def _solve(tokens: Sequence[Token], *, restarts: bool) -> tuple[list[Reading], float]:
    top = max((token.number or 0) for token in tokens) + len(tokens) + 1
    top = min(top, 4 * len(tokens) + 40)
    costs = [[_cost(token, number) for number in range(top + 1)] for token in tokens]
    resets = [restarts and token.opens_group for token in tokens]

    after = [[0.0] * (top + 1) for _ in range(len(tokens) + 1)]
    for i in range(len(tokens) - 1, -1, -1):
        take = [c + a for c, a in zip(costs[i], after[i + 1], strict=True)]
        skip = _skip(tokens[i])
        after[i] = [
            min(taken, skip + rest)
            for taken, rest in zip(_retreat(take, resets[i]), after[i + 1], strict=True)
        ]

    before = [0.0] + [float("inf")] * top
    current = 0
    readings: list[Reading] = []
    for i, token in enumerate(tokens):
        arrive = _advance(before, resets[i])
        taken = [c + a for c, a in zip(costs[i], arrive, strict=True)]
        totals = [t + a for t, a in zip(taken, after[i + 1], strict=True)]
        skipped = [b + _skip(token) for b in before]
        skip_total = min(s + a for s, a in zip(skipped, after[i + 1], strict=True))
        step = [
            _step(current, number, resets[i]) + costs[i][number] + after[i + 1][number]
            for number in range(1, top + 1)
        ]
        number: int | None = min(range(1, top + 1), key=lambda n: step[n - 1])
        if _skip(token) + after[i + 1][current] < step[number - 1]:  # type: ignore[operator]
            number = None
        chosen = skip_total if number is None else totals[number]
        rivals = [t for n, t in enumerate(totals) if n and n != number]
        if number is not None:
            rivals.append(skip_total)
        readings.append(Reading(number, min(rivals) - chosen >= MARGIN))
        current = number or current
        before = [min(t, s) for t, s in zip(taken, skipped, strict=True)]
    return readings, after[0][0]


def _cost(token: Token, number: int) -> float:
    if number == 0:
        return float("inf")
    if token.number is None:
        return LOST
    if token.number == number:
        return 0.0 if token.is_whole else LOST
    return TRUNCATED if _could_have_been(token.number, number) else WRONG


def _could_have_been(seen: int, number: int) -> bool:
    """Whether losing characters can turn one numeral into the other: 十二 into 十."""
    remaining = iter(to_chinese(number))
    return all(character in remaining for character in to_chinese(seen))


def _skip(token: Token) -> float:
    return SKIP_WHOLE if token.is_whole else SKIP_DAMAGED


def _step(before: int, number: int, resets: bool) -> float:
    if number == before + 1:
        return RESTART if resets and before else 0.0
    if number == 1 and resets:
        return 0.0
    return GAP + _PER_STEP * (number - before) if number > before else BACK


def _advance(costs: list[float], resets: bool) -> list[float]:
    """The cheapest way to arrive at each number from any number before."""
    top = len(costs)
    back = [0.0] * top
    lowest = float("inf")
    for number in range(top - 1, -1, -1):
        lowest = min(lowest, costs[number])
        back[number] = lowest + BACK
    arrive = [float("inf")] * top
    gap = float("inf")
    for number in range(1, top):
        if number >= 2:
            gap = min(gap, costs[number - 2] - _PER_STEP * (number - 2))
        arrive[number] = min(
            costs[number - 1] + _step(number - 1, number, resets),
            gap + GAP + _PER_STEP * number,
            back[number],
        )
    if resets:
        arrive[1] = min(arrive[1], min(costs))
    return arrive


def _retreat(costs: list[float], resets: bool) -> list[float]:
    """The cheapest way on from each number to any number after; `_advance` turned round."""
    top = len(costs)
    onward = [float("inf")] * top
    gap = float("inf")
    gaps = [float("inf")] * (top + 2)
    for number in range(top - 1, -1, -1):
        gap = min(gap, costs[number] + _PER_STEP * number)
        gaps[number] = gap
    lowest = float("inf")
    for number in range(top):
        lowest = min(lowest, costs[number])
        following = costs[number + 1] if number + 1 < top else float("inf")
        onward[number] = min(
            following + _step(number, number + 1, resets),
            gaps[number + 2] + GAP - _PER_STEP * number,
            lowest + BACK if number else float("inf"),
        )
        if resets:
            onward[number] = min(onward[number], costs[1])
    return onward
