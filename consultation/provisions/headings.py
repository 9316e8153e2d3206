"""Where the heading of a provision ends and its words begin."""

import re

from consultation.provisions.blocks import Kind

LONGEST = 40
_STOP = re.compile(r"[。；：!！]")
_BRACKETED = re.compile(r"^[（【]([^（）【】]{2,20})[）】]\s*(?=\S)")
_NORMATIVE = re.compile(r"应当|不得|必须|可以|禁止")


def split_heading(words: str, kind: Kind, *, worded: bool) -> tuple[str, str]:
    """Heading and text of what follows a label, both without the stop between them.

    A part is all heading. An article or item has one if its first sentence is short and more
    follows, or if it is a bare phrase; 第X条 only in brackets or as a bare phrase.
    """
    if not words:
        return "", ""
    if kind.is_heading and len(words) <= 2 * LONGEST:
        heading, _, text = words.partition("。")
        return heading.rstrip(), text.strip()
    if match := _BRACKETED.match(words) if worded else None:
        return match[1], words[match.end() :]
    stop = _STOP.search(words)
    if not stop:
        return _bare_phrase(words, worded=worded)
    heading, text = words[: stop.start()], words[stop.end() :].strip()
    if worded or stop[0] != "。" or not text or len(heading) > LONGEST:
        return _spaced(words) if not worded else ("", words)
    early = _spaced(heading)
    if early[0]:
        return early[0], words[len(early[0]) :].strip()
    return heading, text


def _bare_phrase(words: str, *, worded: bool) -> tuple[str, str]:
    if len(words) <= LONGEST and not (worded and _NORMATIVE.search(words)):
        return words, ""
    return ("", words) if worded else _spaced(words)


def _spaced(words: str) -> tuple[str, str]:
    """A heading that a space sets off, where the stop was lost."""
    heading, space, text = words.partition(" ")
    is_heading = space and 4 <= len(heading) <= LONGEST and not re.search(r"[，。；]", heading)
    return (heading, text.strip()) if is_heading and len(text) > 10 else ("", words)
