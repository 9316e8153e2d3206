"""The days on which a comment period opens and closes, from the words of notice and feedback."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from cms.importing.days import Day, days_in, ranges_in
from consultation.provisions.numerals import fold, to_number

_CLOSING_BEFORE = re.compile(r"(?:截止|截至|截止到|最迟|期限|结束)[^。;]{0,12}$")
_CLOSING_AFTER = re.compile(
    r"^\s*(?:\([^)]{0,12}\))?\s*(?:(?:上午|下午|晚)?\d{1,2}(?:时|点|:\d\d)\d{0,2}分?)?\s*(?:之?前|以前|截止|止|24时)"
)
_OPENING_BEFORE = re.compile(r"(?:自|从|开始(?:时间|日期)?\s*[:为]?|起始(?:时间)?\s*[:为]?)\s*$")
_OPENING_AFTER = re.compile(r"^\s*起")
_FROM_NOW = re.compile(r"即日起|(?:公告|公布|公示|发布|本公告)[^。,;]{0,8}之日起|发布之日")
_LENGTH = re.compile(
    r"(?:为期|期限[为:]?|公示期[为:]?|时间[为:]?|起)\s*([\d一二三四五六七八九十]{1,3})\s*(?:个)?(?:日历?|自然日|天|日)(?:内|止|。|,|;|\(|$)"
)


LONGEST = 400


@dataclass(frozen=True)
class Period:
    """Both days count as open ones; None where the page does not say."""

    opens_on: date | None = None
    closes_on: date | None = None

    @property
    def is_whole(self) -> bool:
        return self.opens_on is not None and self.closes_on is not None


def period_in(text: str, *, published_on: date | None, year: int | None) -> Period:
    """What one text says. `published_on` stands for "from now on"; `year` for days without one."""
    plain = fold(text)
    for first, second in ranges_in(text, year):
        if first.value and second.value and 0 <= (second.value - first.value).days < LONGEST:
            return Period(first.value, second.value)
    days = days_in(text, year)
    opens = next((day.value for day in days if day.value and _opens(plain, day)), None)
    closes = next((day.value for day in days if day.value and _closes(plain, day)), None)
    if opens is None and _FROM_NOW.search(plain):
        opens = published_on
    if closes is None and opens and (match := _LENGTH.search(plain)):
        closes = opens + timedelta(days=to_number(match[1]) or 0)
    return Period(opens, closes)


def _opens(plain: str, day: Day) -> bool:
    return bool(
        _OPENING_BEFORE.search(plain[: day.start]) or _OPENING_AFTER.match(plain[day.end :])
    )


def _closes(plain: str, day: Day) -> bool:
    return not _opens(plain, day) and bool(
        _CLOSING_BEFORE.search(plain[: day.start]) or _CLOSING_AFTER.match(plain[day.end :])
    )
