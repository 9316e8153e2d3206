"""What a call costs, counted instead of timed: the same on every machine."""

import re
import sys
from collections.abc import Callable, Iterable
from types import FrameType, ModuleType
from typing import Any


def steps(call: Callable[[], Any]) -> int:
    """Lines of Python executed."""
    count = 0

    def local(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return local

    before = sys.gettrace()
    sys.settrace(local)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def patterns_of(*modules: ModuleType) -> list[re.Pattern[str]]:
    return [
        value for one in modules for value in vars(one).values() if isinstance(value, re.Pattern)
    ]


def endless(pattern: re.Pattern[str]) -> int:
    """How many repeats without a limit follow or hold one another, where the engine may try again.

    Two of them take quadratic time over a text that fits neither; possessive ones never try again.
    """
    return deepest(re._parser.parse(pattern.pattern, pattern.flags))  # type: ignore[attr-defined]


def deepest(parsed: Iterable[Any]) -> int:
    total = 0
    for name, argument in parsed:
        kind = str(name)
        if kind in ("MAX_REPEAT", "MIN_REPEAT"):
            _least, most, inner = argument
            total += deepest(inner) + (str(most) == "MAXREPEAT")
        elif kind == "BRANCH":
            total += max(deepest(one) for one in argument[1])
        elif kind in ("SUBPATTERN", "ASSERT", "ASSERT_NOT"):
            total += deepest(argument[-1])
        elif kind == "ATOMIC_GROUP":
            total += deepest(argument)
    return total
