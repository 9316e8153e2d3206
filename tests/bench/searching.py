"""Searches for words of two characters, as the product's own process answers them."""

import random
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from cms.demo import phrases
from consultation import clock
from consultation.models import Consultation
from search import finding
from search.backends import copy, own
from search.backends.database import document_of, entries_with
from search.documents import SearchDocument
from search.models import Entry
from search.query import terms_of

WORDS = (
    "滨河", "桐花", "望湖", "青云", "文昌", "荷塘", "松涛", "枫林", "双井", "停车", "电梯", "草案",
    "意见", "社区", "谢谢", "我们", "希望", "办理", "建议", "小区",
)  # fmt: skip
MANY = 5_000
TURNS = 5
# Searches before the first that counts: a server has answered before, and Java has compiled
WARM = 400


def documents(count: int) -> int:
    """Put so many documents, published one an hour, into the site's own index."""
    chance = random.Random(count)
    at = clock.now()
    matter = Consultation.objects.exclude(reported_at=None).order_by("pk")[0]
    common = {"kind": "entry", "section": "feedback", "consultation": matter.pk,
              "department": matter.lead_id}  # fmt: skip
    own().put(
        SearchDocument(
            key=f"bench-{number}", title=matter.title, url="/",
            body=phrases.body(chance, phrases.place(chance) + "的意见。"), published_at=day,
            year=day.year, **common,
        )
        for number in range(count)
        for day in [at - number * timedelta(hours=1)]
    )  # fmt: skip
    return count


def copying() -> int:
    """Copy the site's own index, with what was put there, to the server that is named."""
    there = copy()
    assert there is not None
    there.rebuild(document_of(entry) for entry in Entry.objects.iterator(MANY))
    return Entry.objects.count()


def searching(rounds: int) -> dict[str, list[dict[str, float]]]:
    """Each round: the answer with what of it is public, and beside it the whole page."""
    hits = {word: entries_with(terms_of(word)).count() for word in WORDS}
    client, find = Client(headers={"host": "localhost"}), reverse("search:find")
    for number in range(WARM):
        finding.find({"q": WORDS[number % len(WORDS)]}, at=clock.now())
    found = {}
    for label, words in {
        "up to 5,000 hits": [word for word in WORDS if 0 < hits[word] <= MANY],
        "more than 5,000 hits": [word for word in WORDS if hits[word] > MANY],
    }.items():
        if words:
            found[label] = [
                {"hits": max(hits[word] for word in words), "words": len(words)}
                | timed(words, lambda word: finding.find({"q": word}, at=clock.now()))
                | timed(words, lambda word: client.get(find, {"q": word}), "page ")
                for _round in range(rounds)
            ]
    return found


def timed(words: list[str], ask: Callable[[str], Any], prefix: str = "") -> dict[str, float]:
    """In milliseconds, of each word asked in turn."""
    times = []
    for word in words * TURNS:
        begun = time.perf_counter()
        ask(word)
        times.append((time.perf_counter() - begun) * 1e3)
    times.sort()
    return {
        f"{prefix}p50": times[len(times) // 2], f"{prefix}p95": times[len(times) * 95 // 100],
    }  # fmt: skip
