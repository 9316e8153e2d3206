"""Earlier points that ask much the same, with their answers: one office, one answer."""

import re
from collections.abc import Iterable

from django.db.models import Q

from feedback.models import Point

READ = 3000
LEAST = 0.45
MOST = 3


def pairs(text: str) -> frozenset[str]:
    """The character pairs of a text without punctuation and spaces."""
    plain = re.sub(r"[\W_]", "", text.lower())
    return frozenset(plain[place : place + 2] for place in range(len(plain) - 1))


def answered(consultation_id: int, lead_id: int) -> list[Point]:
    """The newest answered points that the lead may know: of its own matters, and published ones."""
    known = Q(consultation__lead=lead_id) | Q(entries__report__published_at__isnull=False)
    found = Point.objects.standing().filter(known).exclude(outcome="").exclude(reason="")
    return list(found.select_related("consultation").distinct().order_by("-pk")[:READ])


def nearest(point: Point, earlier: Iterable[tuple[Point, frozenset[str]]]) -> list[
    tuple[Point, float]
]:  # fmt: skip
    """The most alike first, each answer once; `earlier` with their pairs."""
    own = pairs(point.text) | pairs(point.passage)
    asked = pairs(point.text)
    scored = []
    for other, theirs in earlier:
        if other.comment_id == point.comment_id or len(theirs) < 2:
            continue
        score = max(
            len(asked & theirs) / max(1, len(asked | theirs)),
            len(own & theirs) / len(theirs) * 0.9 if len(theirs) > 5 else 0,
        )
        if score >= LEAST:
            scored.append((other, score))
    scored.sort(key=lambda pair: (-pair[1], -pair[0].pk))
    found: dict[str, tuple[Point, float]] = {}
    for other, score in scored:
        found.setdefault(other.reason, (other, score))
    return list(found.values())[:MOST]
