"""Chinese numerals, and the half and full widths in which one character may be typed."""

import re

DIGITS = "零一二三四五六七八九"
UNITS = {"千": 1000, "百": 100, "十": 10}
NUMERAL = r"[零〇一二三四五六七八九十百千]+"

_VALUES = {character: value for value, character in enumerate(DIGITS)} | {"〇": 0}
_WELL_FORMED = re.compile(
    r"(?:[一-九]千)?(?:[零〇]?[一-九]百)?(?:[零〇]?[一-九]?十)?(?:[零〇]?[一-九])?".replace(
        "一-九", DIGITS[1:]
    )
)
_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}


def fold(text: str) -> str:
    """The same characters in half width, one for one, so that positions stay valid (R5)."""
    return text.translate(_WIDTHS)


def to_chinese(number: int) -> str:
    """1 to 9999 as it stands before 、 or in 第…条: 十, 十二, 二十, 一百零二, 一百二十."""
    if not 0 < number < 10_000:
        raise ValueError(f"no numeral for {number}")
    written, gap = "", False
    for unit, size in [*UNITS.items(), ("", 1)]:
        digit, number = divmod(number, size)
        if digit:
            written += ("零" if gap and written else "") + DIGITS[digit] + unit
        gap = not digit
    return written[1:] if written.startswith("一十") else written


def from_chinese(text: str) -> int | None:
    """The number of a numeral, `二〇二三` read digit by digit, or None if it is not one."""
    if not text:
        return None
    if all(character in _VALUES for character in text):
        return int("".join(str(_VALUES[character]) for character in text))
    if not _WELL_FORMED.fullmatch(text):
        return None
    total = digit = 0
    for character in text:
        if character in UNITS:
            total += (digit or 1) * UNITS[character]
            digit = 0
        else:
            digit = _VALUES[character]
    return total + digit


def to_number(text: str) -> int | None:
    """A number in Arabic digits of either width or in Chinese numerals."""
    plain = fold(text).strip()
    return int(plain) if plain.isascii() and plain.isdigit() else from_chinese(plain)
