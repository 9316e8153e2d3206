"""Campaigns: one text sent by many, each copy a little its own."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from cms.demo import phrases

TYPED = (
    ("，", ","),
    ("。", "！"),
    ("请", "恳请"),
    ("建议", "希望"),
    ("必须", "一定要"),
    ("的", ""),
)
"""What people change when they retype a text: written, as retyped."""


@dataclass(frozen=True)
class Copy:
    title: str
    body: str


def copies(*, seed: int, campaigns: int, each: int) -> Iterator[Copy]:
    """`each` copies of every campaign, campaign after campaign; equal for equal arguments."""
    chance = random.Random(f"campaigns {seed}")  # noqa: S311 — the same texts every time
    for number in range(campaigns):
        title, body = text_of(chance, number)
        for _copy in range(each):
            yield Copy(title, retyped(chance, body))


def text_of(chance: random.Random, number: int) -> tuple[str, str]:
    """The campaign's own words; beyond those written down, two of them joined at a place."""
    written = phrases.PHRASES["campaign"]
    first = written[number % len(written)]
    if number < len(written):
        return first["title"], first["body"]
    other = written[(number + number // len(written)) % len(written)]
    where = phrases.place(chance)
    return f"{where}：{other['title']}", f"我们{where}联名提出：{other['body']}{first['title']}。"


def retyped(chance: random.Random, body: str) -> str:
    """The text as one person sent it: half unchanged, half with marks of their own."""
    kind = chance.random()
    if kind < 0.5:
        return body
    if kind < 0.65:
        return phrases.one(chance, "greetings") + body + phrases.one(chance, "closings")
    if kind < 0.8:
        return phrases.one(chance, "selves") + body
    written, typed = chance.choice(TYPED)
    changed = body.replace(written, typed, 2)
    if kind < 0.9:
        return changed
    lost = chance.randrange(len(changed))
    return changed[:lost] + changed[lost + 1 :] + phrases.one(chance, "additions")
