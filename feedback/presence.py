"""Who else has a comment open. A courtesy, kept in the cache only: compare-and-set is the guard."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache

FRESH = timedelta(seconds=90)


def key(comment_id: int, user_id: int) -> str:
    return f"desk:open:{comment_id}:{user_id}"


def enter(*, comment_id: int, user: Any, at: datetime) -> None:
    cache.set(key(comment_id, user.pk), at, FRESH.total_seconds())


def others(*, comment_id: int, user: Any, people: Iterable[Any], at: datetime) -> list[Any]:
    """Of these people, who besides `user` opened the comment within a minute and a half."""
    by_key = {key(comment_id, one.pk): one for one in people if one.pk != user.pk}
    seen = cache.get_many(by_key)
    return [by_key[name] for name, since in seen.items() if at - since < FRESH]
