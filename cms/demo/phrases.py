"""Invented citizens: names, contacts and words, the same for the same chance."""

import random
import tomllib
from pathlib import Path
from typing import Any

PHRASES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text())


def one(chance: random.Random, kind: str) -> str:
    """A phrase of a kind, its blanks filled."""
    phrase: str = chance.choice(PHRASES[kind])
    if "{" not in phrase:
        return phrase
    return phrase.format(
        place=place(chance),
        years=chance.randrange(2, 40),
        age=chance.randrange(58, 92),
        floor=chance.randrange(1, 9),
        people=chance.randrange(2, 7),
        homes=chance.randrange(12, 900),
        month=chance.randrange(1, 13),
        months=chance.randrange(2, 13),
        cost=chance.randrange(4, 90) * 10,
        mobile=mobile(chance),
        mail=mail(chance),
    )


def place(chance: random.Random) -> str:
    where: str = chance.choice(PHRASES["places"])
    return where if where[-1] in "村里路院铺坡亭桥" else where + chance.choice(PHRASES["kinds"])


def name(chance: random.Random) -> str:
    given = "".join(chance.choice(PHRASES["given"]) for _place in range(chance.choice((1, 2, 2))))
    return chance.choice(PHRASES["surnames"]) + given


def contact(chance: random.Random) -> str:
    return mail(chance) if chance.random() < 0.15 else mobile(chance)


def mobile(chance: random.Random) -> str:
    return f"1{chance.choice('35789')}{chance.randrange(10**9):09}"


def mail(chance: random.Random) -> str:
    return f"u{chance.randrange(10**7)}@mail.anlan.example"


def body(chance: random.Random, core: str) -> str:
    """What a demo citizen said, said by somebody else."""
    return "".join((
        one(chance, "greetings"), one(chance, "selves"), core, one(chance, "additions"),
        one(chance, "closings"),
    ))  # fmt: skip
