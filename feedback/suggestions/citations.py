"""Articles and items that a text names, such as 第（四）条第2项, found in the draft."""

import re
from collections.abc import Iterable, Sequence

from consultation.enums import ProvisionKind
from consultation.models import Provision
from consultation.provisions.numerals import to_number

_NUMBER = r"[（(]?\s*([0-9０-９]{1,3}|[零〇一二三四五六七八九十百]{1,7})\s*[）)]?"
_CITED = re.compile(rf"第\s*{_NUMBER}\s*条(?:\s*第?\s*{_NUMBER}\s*[项款点])?")
_ELSEWHERE = re.compile(r"[》法典例][》）)]?\s*$")


def number_of(label: str) -> int | None:
    """The number in a label such as （四）, 第十二条 or 2."""
    return to_number(re.sub(r"[^0-9０-９零〇一二三四五六七八九十百]", "", label))


def cited(text: str, provisions: Sequence[Provision]) -> Iterable[tuple[Provision, str]]:
    """Each article or item of the draft that the text names, with the words that name it.

    An article of another law, named after its title, is none of the draft's.
    """
    articles = {
        number_of(one.label): one for one in provisions if one.kind == ProvisionKind.ARTICLE
    }
    items = {
        (one.parent_id, number_of(one.label)): one
        for one in provisions
        if one.kind == ProvisionKind.ITEM
    }
    seen: set[int] = set()
    for match in _CITED.finditer(text):
        if _ELSEWHERE.search(text[: match.start()]):
            continue
        article = articles.get(to_number(match[1]))
        if article is None:
            continue
        found = items.get((article.pk, to_number(match[2])), article) if match[2] else article
        if found.pk not in seen:
            seen.add(found.pk)
            yield found, match[0]
