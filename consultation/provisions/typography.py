"""Punctuation for display, full width beside Chinese characters; the source stays as typed (R5)."""

import re

from consultation.provisions.numerals import fold

_FULL = str.maketrans(",:;()?!", "，：；（）？！")
_MARKS = re.compile(r"[,:;()?!]")
_WIDE = re.compile(r"[一-龥。，、；：？！（）《》〈〉“”‘’〔〕【】…—]")
_SKIP = set(",:;()?!. \u00a0\u3000")


def typeset(text: str) -> str:
    """The text with Chinese punctuation and plain spaces; numbers and Latin words untouched."""
    text = re.sub(r"[\u00a0\u3000\t ]+", " ", text).strip()

    def wide(match: re.Match[str]) -> str:
        before, after = text[: match.start()], text[match.end() :]
        between = before[-1:] + after[:1]
        if len(between) == 2 and between.isascii() and between.isalnum():
            return match[0]
        left = next((c for c in reversed(before[-8:]) if c not in _SKIP), "")
        right = next((c for c in after[:8] if c not in _SKIP), "")
        if _WIDE.match(left) or _WIDE.match(right):
            return match[0].translate(_FULL)
        return match[0]

    return _MARKS.sub(wide, text)


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ at most in the width and spacing of their characters (R5)."""
    return bare(one) == bare(other)


def bare(text: str) -> str:
    """Half width, without spaces: the form in which texts are compared."""
    return re.sub(r"\s+", "", fold(text))
