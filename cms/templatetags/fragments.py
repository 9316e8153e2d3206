"""Pieces of public pages that are rendered once and kept in the cache; a builtin of the engine.

`{% fragment key… %}…{% endfragment %}` keeps what stands between under all its keys.
`{% pieces template items %}` renders the template for each item and keeps it under `item.key`; the
template sees `item` alone. Keys hold all that a piece depends on, so that none is ever stale:
other words have another key. The language is part of every key; nothing of a person may stand in
a piece. Where a key is empty, as in a preview, nothing is kept. `states` and `stops` make keys of
the sections and the stations of a matter.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.core.cache import cache
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from consultation.sections import SectionState, Station

KEPT = 600
"""Seconds; so long may pages look as before after an upgrade of their templates."""

register = template.Library()


def name_of(*key: Any) -> str:
    return f"fragment:{hashlib.sha256(repr((get_language(), key)).encode()).hexdigest()}"


class Fragment(template.Node):
    def __init__(self, keys: list[FilterExpression], nodelist: NodeList) -> None:
        self.keys, self.nodelist = keys, nodelist

    def render(self, context: Context) -> SafeString:
        keys = [key.resolve(context) for key in self.keys]
        if not all(keys):
            return self.nodelist.render(context)
        name = name_of(*keys)
        found = cache.get(name)
        if found is None:
            found = self.nodelist.render(context)
            cache.set(name, found, KEPT)
        return mark_safe(found)  # noqa: S308 — rendered by the engine


@register.tag
def fragment(parser: Parser, token: Token) -> Fragment:
    _tag, *keys = token.split_contents()
    nodelist = parser.parse(("endfragment",))
    parser.delete_first_token()
    return Fragment([parser.compile_filter(key) for key in keys], nodelist)


@register.simple_tag
def pieces(path: str, items: Sequence[Any]) -> SafeString:
    names = [name_of(path, item.key) for item in items]
    known = cache.get_many(names)
    made = {}
    for name, item in zip(names, items, strict=True):
        if name not in known:
            made[name] = known[name] = get_template(path).render({"item": item})
    if made:
        cache.set_many(made, KEPT)
    return mark_safe("".join(known[name] for name in names))  # noqa: S308 — as above


@register.filter
def states(sections: Sequence[SectionState], at: datetime) -> tuple[Any, ...]:
    """What a list of the eight sections says at an instant."""
    return (
        timezone.localdate(at).year,
        *(
            (one.url, one.is_public, one.published_at, one.came_later, bool(one.held_reason),
             one.expected_on)
            for one in sections
        ),
    )  # fmt: skip


@register.filter
def stops(stations: Sequence[Station], at: datetime) -> tuple[Any, ...]:
    """What a line of stations says at an instant, but for the stage and the days left."""
    said = ((one.at, one.on, str(one.words), one.is_provisional) for one in stations)
    return (timezone.localdate(at).year, *said)
