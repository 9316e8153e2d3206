"""One line of JSON for each thing that is logged, and nothing personal in any of them.

What an exception says may hold what a person typed, so only its kind and place are written. What
other packages fill into their messages is left out for the same reason, unless it is a number.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")

OURS = ("cms", "consultation", "feedback", "search")
FACTS = ("route", "method", "status", "ms")
SECURITY = "django.security"
FRAMES = 8


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": event_of(record),
        }
        if known := request_id.get():
            line["request"] = known
        line |= {name: getattr(record, name) for name in FACTS if hasattr(record, name)}
        if isinstance(record.exc_info, tuple) and record.exc_info[0]:
            line["error"] = error_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def event_of(record: logging.LogRecord) -> str:
    if record.name.startswith(SECURITY):  # its words repeat what was sent
        return "refused as suspicious"
    if record.name.partition(".")[0] in OURS or not record.args:
        return record.getMessage()
    given = record.args
    try:
        if isinstance(given, dict):
            return str(record.msg) % {name: innocent(value) for name, value in given.items()}
        return str(record.msg) % tuple(innocent(value) for value in given)
    except (TypeError, ValueError, KeyError):
        return str(record.msg)


def innocent(value: Any) -> Any:
    return value if isinstance(value, int | float) else "…"


def error_of(error: BaseException | None) -> dict[str, Any] | None:
    """The kinds of an exception and of those behind it, and the innermost places of the first."""
    if error is None:
        return None
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    kinds, seen = [], error
    while seen is not None and len(kinds) < FRAMES:
        kinds.append(type(seen).__qualname__)
        seen = seen.__cause__ or seen.__context__  # type: ignore[assignment]
    return {
        "kinds": kinds,
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
