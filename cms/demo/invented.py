"""Invented matters: the demo's own, held again by districts and in earlier years."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from cms.demo import phrases, reading

STAGES = ("open", "closed", "reported", "reported")
RUNS = {"open": (-20, 12), "closed": (-45, -13), "reported": (-90, -58)}
"""Days from today to opening and closing."""
OLDER = timedelta(days=11)


def matters(*, seed: int, count: int, stage: str = "") -> Iterator[dict[str, Any]]:
    """`count` matters as `lives` reads them, all at one stage if it is named; otherwise a quarter
    open, a quarter closed, half reported.
    """
    stages = (stage,) if stage else STAGES
    known = [matter for matter in reading.matters() if matter["comments"]]
    for number in range(count):
        base, stage = known[number % len(known)], stages[number % len(stages)]
        opens, closes = RUNS[stage]
        earlier = (number * OLDER.days) % 400 if stage == "reported" else 0
        yield base | {
            "slug": f"{base['slug']}-{seed}-{number + 1}",
            "title": title(base["title"], number // len(known)),
            "stage": stage,
            "opens": opens - earlier,
            "closes": closes - earlier,
            "campaign": None,
        }


def title(base: str, turn: int) -> str:
    """The demo's title for the city, then for its districts, then for further revisions."""
    districts = phrases.PHRASES["districts"]
    revision, place = divmod(turn, len(districts) + 1)
    where = districts[place - 1] if place else ""
    return base.replace("安澜市", f"安澜市{where}", 1) + (
        f"（第{revision}次修订）" if revision else ""
    )


def shares(*, comments: int, count: int) -> list[int]:
    """How many comments each matter gets: few matters have most of them; the sum is exact."""
    weights = [1 / (number + 1) for number in range(count)]
    found = [int(comments * weight / sum(weights)) for weight in weights]
    found[0] += comments - sum(found)
    return found
