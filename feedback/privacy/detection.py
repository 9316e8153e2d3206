"""Personal data in a text of a citizen, with the span of each finding (R40).

Written to find too much rather than too little: a person settles every finding. Time is linear.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from feedback.enums import FindingKind
from feedback.privacy.digits import Run, runs
from feedback.privacy.folding import fold

PROVINCES = frozenset(
    [
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
        "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64",
        "65", "71", "81", "82", "83",
    ]
)  # fmt: skip
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
OLDEST = 1890
IDENTITY = re.compile(r"(?=([1-8][0-9]{5}(?:19|20)[0-9]{9}[0-9X]))")
OLD_IDENTITY = re.compile(r"(?=([1-8][0-9]{14}))")
MOBILE = re.compile(r"(?=((?:0086|86|0)?1[3-9][0-9]{9}))")
LANDLINE = re.compile(r"(?=((?:0086|86)?0?(?:10|2[0-9]|[3-9][0-9]{2})[2-9][0-9]{6,7}))")
SHORT_LANDLINE = re.compile(r"(?=([2-9][0-9]{6,7}))")
CARD = re.compile(r"(?=((?:62|4|5[1-5]|2[2-7]|3[4-7]|35|9[0-9])[0-9]{11,17}))")
CARD_LENGTHS = range(13, 20)
SAYS_IDENTITY = re.compile(r"身份证|证件号|身份号|id\s?card", re.IGNORECASE)
SAYS_TELEPHONE = re.compile(r"电话|座机|固话|热线|传真|tel|phone", re.IGNORECASE)
KEYWORD_REACH = 12
AT = re.compile(r"\s?(?:@|\[at\]|\(at\)|\bat\b|艾特|#)\s?", re.IGNORECASE)
LOCAL_PART = re.compile(r"[a-z0-9._%+-]{1,64}\Z", re.IGNORECASE)
DOMAIN = re.compile(
    r"[a-z0-9][a-z0-9-]{0,62}(?:\s?(?:\.|点|\[dot\]|\(dot\)|\bdot\b)\s?[a-z0-9][a-z0-9-]{0,62}){1,4}",
    re.IGNORECASE,
)
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-Z][ ·•.-]?"
    r"(?=[A-HJ-NP-Z0-9]{0,5}[0-9])[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])"
)
ADDRESS = re.compile(
    r"[0-9A-Za-z甲乙丙]{1,6}(?:号楼|号院|栋|幢|座|号)[^\s，。；,;]{0,8}?[0-9]{1,5}(?:室|单元|户)"
    r"(?:[0-9]{1,5}(?:室|号|户))?"
)


class Span(NamedTuple):
    """Half-open, in code points of the text as stored."""

    start: int
    end: int
    kind: FindingKind


def find(text: str) -> list[Span]:
    """All findings in `text`, in order and without overlap; the surer kind wins."""
    taken = [False] * len(text)
    found: list[Span] = []
    for span in candidates(text):
        if not any(taken[span.start : span.end]):
            taken[span.start : span.end] = [True] * (span.end - span.start)
            found.append(span)
    return sorted(found)


def candidates(text: str) -> Iterator[Span]:
    """The surer kinds first."""
    numbers = list(runs(text, shortest=7))
    yield from emails(text)
    for finder in (identities, cards, mobiles, landlines):
        for run in numbers:
            for start, end, kind in finder(run, text):
                yield Span(run.places[start], run.places[end - 1] + 1, kind)
    folded, places = fold(text)
    for pattern, kind in ((PLATE, FindingKind.PLATE), (ADDRESS, FindingKind.ADDRESS)):
        for match in pattern.finditer(folded):
            yield Span(places[match.start()], places[match.end() - 1] + 1, kind)


Found = tuple[int, int, FindingKind]


def identities(run: Run, text: str) -> Iterator[Found]:
    """Eighteen characters whose area, date and check agree, wherever they stand; with a word
    beside them also those that fail the check, and the old ones of fifteen.
    """
    for match in IDENTITY.finditer(run.digits):
        start, end = match.start(), match.start() + 18
        number = match[1]
        if number[:2] not in PROVINCES or not is_day(number[6:14]):
            continue
        named = says(SAYS_IDENTITY, text, run.places[start])
        if has_check(number) or (named and run.begins(start) and run.ends(end)):
            yield start, end, FindingKind.IDENTITY
    if not SAYS_IDENTITY.search(text):
        return
    for match in OLD_IDENTITY.finditer(run.digits):
        start, end = match.start(), match.start() + 15
        if not (run.begins(start) and run.ends(end)) or match[1][:2] not in PROVINCES:
            continue
        if is_day("19" + match[1][6:12]) and says(SAYS_IDENTITY, text, run.places[start]):
            yield start, end, FindingKind.IDENTITY


def has_check(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return CHECKS[total % 11] == number[17]


def is_day(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= OLDEST
    except ValueError:
        return False


def mobiles(run: Run, text: str) -> Iterator[Found]:
    yield from whole(MOBILE, run, FindingKind.MOBILE)


def landlines(run: Run, text: str) -> Iterator[Found]:
    for start, end, kind in whole(LANDLINE, run, FindingKind.LANDLINE):
        if run.digits[start] == "0" or says(SAYS_TELEPHONE, text, run.places[start]):
            yield start, end, kind
    for start, end, kind in whole(SHORT_LANDLINE, run, FindingKind.LANDLINE):
        if says(SAYS_TELEPHONE, text, run.places[start]):
            yield start, end, kind


def whole(pattern: re.Pattern[str], run: Run, kind: FindingKind) -> Iterator[Found]:
    """Matches to which nothing is glued before or after; a shorter tail is tried once."""
    for match in pattern.finditer(run.digits):
        start, end = match.start(1), match.end(1)
        if not run.begins(start):
            continue
        if run.ends(end):
            yield start, end, kind
        elif kind == FindingKind.LANDLINE and run.ends(end - 1):
            yield start, end - 1, kind


def cards(run: Run, text: str) -> Iterator[Found]:
    """A known beginning, a length of a card and Luhn's check, computed from running sums."""
    if len(run.digits) < CARD_LENGTHS.start:
        return
    digits = [10 if digit == "X" else int(digit) for digit in run.digits]
    sums = [list(accumulate(luhn(digits, parity), initial=0)) for parity in (0, 1)]
    for match in CARD.finditer(run.digits):
        start = match.start()
        if not run.begins(start):
            continue
        for length in reversed(CARD_LENGTHS):
            end = start + length
            if length > len(match[1]) or not run.ends(end):
                continue
            doubled = sums[end % 2]
            if (doubled[end] - doubled[start]) % 10 == 0:
                yield start, end, FindingKind.BANK_CARD
                break


def luhn(digits: list[int], parity: int) -> Iterator[int]:
    """Luhn's summands when the places of this parity are doubled."""
    for place, digit in enumerate(digits):
        yield (digit * 2 - 9 if digit > 4 else digit * 2) if place % 2 == parity else digit


def says(pattern: re.Pattern[str], text: str, place: int) -> bool:
    """Whether a word that announces such a number stands shortly before `place`."""
    return bool(pattern.search(text, max(0, place - KEYWORD_REACH), place))


def emails(text: str) -> Iterator[Span]:
    folded, places = fold(text)
    for sign in AT.finditer(folded):
        domain = DOMAIN.match(folded, sign.end())
        local = LOCAL_PART.search(folded, max(0, sign.start() - 64), sign.start())
        if domain and local:
            yield Span(places[local.start()], places[domain.end() - 1] + 1, FindingKind.EMAIL)
