"""Earlier points that ask much the same, with their answers: one office, one answer."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from feedback.models import Point, ReportEntry

READ = 3000
LEAST = 0.45
MOST = 3


@dataclass(frozen=True)
class Earlier:
    """An answered point by its key, and the character pairs of what it asks."""

    pk: int
    reason: str
    pairs: frozenset[str]


def pairs(text: str) -> frozenset[str]:
    """The character pairs of a text without punctuation and spaces."""
    plain = re.sub(r"[\W_]", "", text.lower())
    return frozenset(plain[place : place + 2] for place in range(len(plain) - 1))


def answered(lead_id: int, besides: Collection[int]) -> list[Earlier]:
    """The newest answered points that the lead may know, of its own matters and published ones,
    but not of the comments `besides`; the same question with the same answer once.
    """
    printed = ReportEntry.objects.filter(point=OuterRef("pk"), report__published_at__isnull=False)
    known = Q(consultation__lead=lead_id) | Q(Exists(printed))
    found = Point.objects.standing().filter(known).exclude(outcome="").exclude(reason="")
    rows = found.exclude(comment__in=besides).order_by("-pk").values_list("text", "reason", "pk")
    newest: dict[tuple[str, str], int] = {}
    for text, reason, pk in rows[:READ]:
        newest.setdefault((text, reason), pk)
    return [Earlier(pk, reason, pairs(text)) for (text, reason), pk in newest.items()]


def nearest(point: Point, earlier: Iterable[Earlier]) -> list[tuple[Point, float]]:
    """The most alike first, each answer once."""
    asked = pairs(point.text)
    own = asked | pairs(point.passage)
    scored = []
    for other in earlier:
        theirs = other.pairs
        if len(theirs) < 2:
            continue
        score = max(
            len(asked & theirs) / max(1, len(asked | theirs)),
            len(own & theirs) / len(theirs) * 0.9 if len(theirs) > 5 else 0,
        )
        if score >= LEAST:
            scored.append((other, score))
    scored.sort(key=lambda pair: (-pair[1], -pair[0].pk))
    found: dict[str, tuple[int, float]] = {}
    for other, score in scored:
        found.setdefault(other.reason, (other.pk, score))
    taken = list(found.values())[:MOST]
    points = Point.objects.select_related("consultation").in_bulk([pk for pk, _score in taken])
    return [(points[pk], score) for pk, score in taken]
