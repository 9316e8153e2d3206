"""A small hurdle for machines: one challenge, answered once, by eye, by ear or by reading.

Storage is django-simple-captcha's; challenges, pictures, speech and the consuming are ours. The
challenge of a picture is its characters; that of a question is `sort:numbers`.
"""

import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from captcha.models import CaptchaStore
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from consultation.transactions import writing

ALPHABET = "34679AFHKPRXY"
LENGTH = 4
MAX_ANSWER = 32
KEY = re.compile(r"[0-9a-f]{40}")
random = secrets.SystemRandom()


class Kind(StrEnum):
    PICTURE = "picture"
    QUESTION = "question"


@dataclass(frozen=True)
class Captcha:
    """One open challenge; `key` is public, `challenge` must not be."""

    key: str
    challenge: str

    @property
    def kind(self) -> Kind:
        return Kind.QUESTION if ":" in self.challenge else Kind.PICTURE

    @property
    def question(self) -> str:
        """The question in the reader's language; empty for a picture."""
        sort, _colon, numbers = self.challenge.partition(":")
        return ask(sort, [int(number) for number in numbers.split(",")]) if numbers else ""


def draw() -> tuple[str, str]:
    """Challenge and response of a picture: characters that neither eye nor ear confuses."""
    characters = "".join(random.choices(ALPHABET, k=LENGTH))
    return characters, characters.lower()


def pose() -> tuple[str, str]:
    """Challenge and response of a question in words."""
    numbers = random.sample(range(2, 10), 4)
    sort = random.choice(list(ANSWERS))
    return f"{sort}:{','.join(map(str, numbers))}", str(ANSWERS[sort](numbers))


ANSWERS: dict[str, Callable[[list[int]], int]] = {
    "sum": lambda numbers: numbers[0] + numbers[1],
    "largest": max,
    "smallest": min,
    "third": lambda numbers: numbers[2],
}


def ask(sort: str, numbers: list[int]) -> str:
    words = [number_word(number) for number in numbers]
    if sort == "sum":
        return _("What is %(a)s plus %(b)s? Write the number.") % {"a": words[0], "b": words[1]}
    series = {"numbers": _(", ").join(words)}
    if sort == "largest":
        return _("Which is the largest: %(numbers)s? Write the number.") % series
    if sort == "smallest":
        return _("Which is the smallest: %(numbers)s? Write the number.") % series
    return _("Which comes third: %(numbers)s? Write the number.") % series


def number_word(number: int) -> str:
    return [
        _("zero"), _("one"), _("two"), _("three"), _("four"),
        _("five"), _("six"), _("seven"), _("eight"), _("nine"),
    ][number]  # fmt: skip


def issue(kind: Kind, at: datetime) -> Captcha:
    """A new challenge, good for `settings.CAPTCHA_TIMEOUT` minutes."""
    challenge, response = draw() if kind == Kind.PICTURE else pose()
    key = secrets.token_hex(20)
    expiration = at + timedelta(minutes=settings.CAPTCHA_TIMEOUT)
    with writing():
        CaptchaStore.objects.create(
            hashkey=key, challenge=challenge, response=response, expiration=expiration
        )
    return Captcha(key, challenge)


def lookup(key: str, at: datetime) -> Captcha | None:
    """The open challenge with this key, without touching it."""
    if not KEY.fullmatch(key):
        return None
    found = CaptchaStore.objects.filter(hashkey=key, expiration__gt=at).first()
    return Captcha(found.hashkey, found.challenge) if found else None


def consume(key: str, answer: str, at: datetime) -> bool:
    """Spend the challenge in the caller's transaction; True if `answer` was right and in time.

    One statement reads and deletes, so that of any number of callers one gets the row.
    """
    given = normalise(answer)
    if not KEY.fullmatch(key):
        return False
    table = connection.ops.quote_name(CaptchaStore._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE hashkey = %s RETURNING response, expiration > %s",  # noqa: S608 — the name is the model's own
            [key, connection.ops.adapt_datetimefield_value(at)],
        )
        row = cursor.fetchone()
    return bool(row and row[1] and given and secrets.compare_digest(row[0], given))


def normalise(answer: str) -> str:
    """Full-width, upper case and spaces make no difference; what is not ASCII then is no answer."""
    folded = "".join(unicodedata.normalize("NFKC", answer[: MAX_ANSWER * 2]).split()).casefold()
    return folded if folded.isascii() and len(folded) <= MAX_ANSWER else ""


def forget_expired(*, at: datetime) -> None:
    expired = CaptchaStore.objects.filter(expiration__lte=at)
    if expired.exists():
        expired.delete()
