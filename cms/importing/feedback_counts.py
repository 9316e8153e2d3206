"""The numbers that a feedback section prints above its entries."""

import re
from dataclasses import dataclass, field

from cms.importing.verdicts import ADOPTED, ANY, NOT_ADOPTED, PARTLY, kind_of, verdict_of
from consultation.provisions.numerals import fold, to_number

_N = r"(\d+|[一二两三四五六七八九十百零〇]+)"
_UNIT = r"\s*余?\s*(?:条|件|个|项|份|则)"
_NONE = re.compile(
    r"(?:未|没有|尚未)(?:收到|征集到|收集到|接到)[^。;]{0,24}(?:意见|建议|反馈)|(?:收到|征集到)[^。,;]{0,20}(?:意见|建议)[^。,;\d]{0,4}0\s*条|无(?:任何)?(?:反馈|修改|不同)意见"
)
_OPINIONS = [
    re.compile(
        rf"(?:收到|征集到?|收集到?|征得|接收|提出)(?P<between>[^。;]{{0,40}}?){_N}\s*余?\s*条"
    ),
    re.compile(rf"(?:意见|建议)(?:和建议|建议)?(?:共计?|总计|合计|有|:)?\s*{_N}\s*余?\s*条"),
    re.compile(
        rf"(?:收到|征集到?|收集到?|接收)[^。;]{{0,30}}?{_N}\s*(?:份|件|个|项|则)[^。;,]{{0,8}}(?:意见|建议|反馈)"
    ),
    re.compile(
        rf"(?:收到|征集到?|收集到?|接收)[^。;]{{0,20}}?(?:意见|建议|反馈)[^。;,]{{0,6}}?{_N}\s*(?:份|件|个|项|则)"
    ),
    re.compile(rf"共\s*(?:计)?{_N}\s*条"),
]
_PEOPLE = re.compile(
    rf"{_N}\s*(?:余)?(?:位|名|个)?\s*(?:社会|热心|有关|普通)?(?:群众|市民|公众|网民|网友|居民|公民|人士|代表|读者|企业代表|人次|人)(?!民)"
)
_AFTER = (
    rf"(?:了|的)?(?:有关|相关)?(?:意见和建议|意见建议|意见|建议)?(?:的)?(?:共计?|有|为"
    rf"|:|计)?\s*(?:{_N}){_UNIT}"
)
_COUNTED_AFTER = re.compile(rf"(?P<label>{ANY.pattern}){_AFTER}")
_COUNTED_BEFORE = re.compile(
    rf"{_N}{_UNIT}(?:意见和建议|意见建议|意见|建议)?\s*(?:为|属于|系)?(?:被|已|均)?(?P<label>{ANY.pattern})"
)
_ALL = re.compile(
    r"(?:均|全部|全)(?:部)?(?:已)?(?:经)?(?P<label>(?:不予|未予?|予以|部分)?(?:被)?采纳)"
)


@dataclass
class Counts:
    """As printed; None where not printed. `labels` maps each kind to the word used for it and
    `others` counts the kinds that have no field of their own.
    """

    people: int | None = None
    opinions: int | None = None
    adopted: int | None = None
    partly_adopted: int | None = None
    not_adopted: int | None = None
    others: dict[str, int] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def has_outcomes(self) -> bool:
        return any(n is not None for n in (self.adopted, self.partly_adopted, self.not_adopted))

    @property
    def total(self) -> int:
        named = (self.adopted, self.partly_adopted, self.not_adopted)
        return sum(n or 0 for n in named) + sum(self.others.values())


def read_counts(text: str) -> Counts:
    """The numbers of the opening paragraphs; outcomes not mentioned beside others are 0."""
    plain = fold(text)
    counts = Counts()
    if _NONE.search(plain):
        return Counts(people=0, opinions=0, adopted=0, partly_adopted=0, not_adopted=0)
    people = _PEOPLE.search(plain)
    counts.people = to_number_of(people[1]) if people else None
    counts.opinions = next(
        (to_number_of(match.groups()[-1]) for p in _OPINIONS if (match := p.search(plain))), None
    )
    for pattern in (_COUNTED_AFTER, _COUNTED_BEFORE):
        counted = set(counts.labels)
        for match in pattern.finditer(plain):
            numbers = [to_number_of(group) for group in match.groups() if group]
            number = next((n for n in reversed(numbers) if n is not None), 0)
            if kind_of(match["label"]) not in counted:
                _count(counts, match["label"], number)
    if not counts.has_outcomes and counts.opinions is not None and (match := _ALL.search(plain)):
        _count(counts, match["label"], counts.opinions)
    if counts.has_outcomes:
        counts.adopted = counts.adopted or 0
        counts.partly_adopted = counts.partly_adopted or 0
        counts.not_adopted = counts.not_adopted or 0
    return counts


def _count(counts: Counts, label: str, number: int) -> None:
    kind = kind_of(label)
    verdict = verdict_of(label)
    counts.labels.setdefault(kind, verdict.label if verdict else label)
    if kind in (ADOPTED, PARTLY, NOT_ADOPTED):
        if getattr(counts, kind) is None:
            setattr(counts, kind, number)
    else:
        counts.others[label] = number


def to_number_of(text: str) -> int | None:
    """A number as people write it, 两 included."""
    return to_number(text.replace("两", "二"))
