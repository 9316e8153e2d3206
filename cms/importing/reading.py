"""The bytes of a saved page to its lines, or one sentence saying why not."""

import codecs
import re

from django.utils.translation import gettext as _

LARGEST = 5 * 1024 * 1024
_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
_MARKUP = re.compile(
    r"<!doctype\s+html|<html[\s>]|<\?xml|<(?:head|body|div|table|script|style|span|p|br|meta)\b[^<>]*>",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_CHINESE = re.compile(r"[一-龥]")


class UnableToReadPage(Exception):
    """The input is no page that can be imported; the message is a sentence for the reader."""


def read_lines(data: bytes) -> list[str]:
    """The lines of the page, in UTF-8, UTF-16 with a mark, or GB18030; any line ending.

    Line n of the file is `[n - 1]`. Raises `UnableToReadPage` for what is empty, larger than
    5 MB, binary, HTML or without Chinese words.
    """
    if len(data) > LARGEST:
        raise UnableToReadPage(_("The file is larger than 5 MB; save the text of one page only."))
    text = _decode(data)
    if not _INVISIBLE.sub("", text).strip():
        raise UnableToReadPage(_("The file is empty."))
    if len(_CONTROL.findall(text)) > len(text) // 1000:
        raise UnableToReadPage(
            _("The file is not a text; save the words of the page as plain text.")
        )
    if len(_MARKUP.findall(text)) > 2 or _MARKUP.match(text.lstrip()):
        raise UnableToReadPage(
            _("The file is HTML; copy the words of the page into a plain text file.")
        )
    if not _CHINESE.search(text):
        raise UnableToReadPage(_("The file holds no Chinese words."))
    text = _INVISIBLE.sub("", _CONTROL.sub("", text))
    return re.sub(r"\r\n|\r|\u2028|\u2029|\x85", "\n", text).split("\n")


def _decode(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    if b"\x00" in data:
        raise UnableToReadPage(
            _("The file is not a text; save the words of the page as plain text.")
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnableToReadPage(
            _("The file is neither UTF-8 nor GB18030 text; save it anew as UTF-8.")
        ) from error
