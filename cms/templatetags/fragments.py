"""Pieces of public pages that are rendered once and kept in the cache; a builtin of the engine.

`{% fragment key %}…{% endfragment %}` keeps what stands between. `{% each template items %}`
renders the template for each item and keeps it under `item.key`; the template sees `item` alone.
A key holds all that its piece depends on, so that a piece is never stale: other words have
another key. The language is part of every key; nothing of a person may stand in a piece. Without
a key, as in a preview, nothing is kept.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from django import template
from django.core.cache import cache
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

KEPT = 600
"""Seconds; so long may pages look as before after an upgrade of their templates."""

register = template.Library()


def name_of(*key: Any) -> str:
    return f"fragment:{hashlib.sha256(repr((get_language(), key)).encode()).hexdigest()}"


class Fragment(template.Node):
    def __init__(self, key: FilterExpression, nodelist: NodeList) -> None:
        self.key, self.nodelist = key, nodelist

    def render(self, context: Context) -> SafeString:
        key = self.key.resolve(context)
        if not key:
            return self.nodelist.render(context)
        name = name_of(key)
        found = cache.get(name)
        if found is None:
            found = self.nodelist.render(context)
            cache.set(name, found, KEPT)
        return mark_safe(found)  # noqa: S308 — rendered by the engine


@register.tag
def fragment(parser: Parser, token: Token) -> Fragment:
    _tag, key = token.split_contents()
    nodelist = parser.parse(("endfragment",))
    parser.delete_first_token()
    return Fragment(parser.compile_filter(key), nodelist)


@register.simple_tag
def each(path: str, items: Sequence[Any]) -> SafeString:
    names = [name_of(path, item.key) for item in items]
    known = cache.get_many(names)
    made = {}
    for name, item in zip(names, items, strict=True):
        if name not in known:
            made[name] = known[name] = get_template(path).render({"item": item})
    if made:
        cache.set_many(made, KEPT)
    return mark_safe("".join(known[name] for name in names))  # noqa: S308 — as above
