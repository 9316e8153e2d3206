"""Ways to reach an office, and contacts of persons that must not be republished unasked."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cms.importing.rows import Row
from consultation.provisions.numerals import fold

EMAIL = re.compile(r"[A-Za-z0-9._%+-]+\s?@\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)", re.ASCII)
_LANDLINE = re.compile(
    r"(?<![\d-])\(?0\d{2,3}\)?[-—–\s]?(?:\d{7,8}|\d{3,4}[- ]\d{4})(?:\s?(?:-|转)\d{1,5})?(?!\d)",
    re.ASCII,
)
_LOCAL = re.compile(r"(?<![\d-])[2-8]\d{6,7}(?!\d)", re.ASCII)
_HOTLINE = re.compile(r"(?<!\d)(?:12\d{3}|400-?\d{3}-?\d{4})(?!\d)", re.ASCII)
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])", re.ASCII)
_PERSON = re.compile(
    r"(?:联系人|经办人|收件人|联络人)\s*[:为]?\s*([一-龥]{2,4})(?=[\s,;。()、\d]|$)"
)
_PHONE_WORD = re.compile(r"(?:电\s*话|热\s*线|咨询|致电|来电|拨打|手机)[^,;。\n]{0,8}$")
_FAX_WORD = re.compile(r"传\s*真\s*(?:号码|至|到)?\s*[:为]?\s*$")
_STREET = r"(?:路|街|道|巷|号)"
_ADDRESS = [
    re.compile(
        r"(?<!邮箱)(?<!邮件)(?<!网络)(?<!网站)地\s*址\s*[:为]?\s*"
        r"([一-龥A-Za-z0-9\-—#]{4,60}?)(?=\s*(?:[,;。()\n、]|邮\s*(?:政)?编|邮码|收|$)|\s{1,4}[一-龥]{2,6}:)"
    ),
    re.compile(
        rf"(?:邮寄|寄送|寄|来信|信函|送交|送)[^,;。:()\n]{{0,14}}?(?:至|到|:|\()\s*"
        rf"([一-龥A-Za-z0-9\-]{{4,60}}?{_STREET}[一-龥A-Za-z0-9\-]{{0,30}}?)"
        r"(?=\s*(?:[,;。()\n、]|邮\s*(?:政)?编|收(?:[,;。\n(]|$)|$))"
    ),
]


@dataclass(frozen=True)
class Channels:
    """Where opinions may be sent, in the order printed, each once."""

    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    faxes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PersonalContact:
    """`kind` is name, mobile, identity or email; `section` is where `found` stands."""

    section: str
    line: int
    kind: str
    found: str


def channels_in(rows: Iterable[Row]) -> Channels:
    text = "\n".join(row.plain for row in rows)
    emails = [match[0].replace(" ", "") for match in EMAIL.finditer(text)]
    phones, faxes = [], []
    for number in _numbers(text):
        before = text[max(0, number.start() - 12) : number.start()]
        (faxes if _FAX_WORD.search(before) else phones).append(_written(number[0]))
    addresses = [match[1].strip() for pattern in _ADDRESS for match in pattern.finditer(text)]
    whole = [one for one in addresses if not any(one != two and one in two for two in addresses)]
    return Channels(_once(emails), _once(whole), _once(phones), _once(faxes))


def _written(number: str) -> str:
    """Digits with one hyphen after the area code, as most pages write them."""
    match = re.match(r"\(?(0\d{2,3})\)?[-—–\s]*([\d\s-]{7,9})(.*)", number.strip())
    if not match:
        return re.sub(r"[\s-]", "", number) if number.startswith("1") else number.strip()
    return f"{match[1]}-{re.sub(r'[^0-9]', '', match[2])}{match[3].strip()}"


def _numbers(text: str) -> Iterator[re.Match[str]]:
    found: dict[int, re.Match[str]] = {}
    for pattern in (_MOBILE, _LANDLINE, _HOTLINE, _LOCAL):
        for match in pattern.finditer(text):
            if any(match.start() < m.end() and m.start() < match.end() for m in found.values()):
                continue
            before = text[max(0, match.start() - 24) : match.start()]
            needs_word = pattern in (_LOCAL, _HOTLINE)
            if needs_word and not (_PHONE_WORD.search(before) or _FAX_WORD.search(before)):
                continue
            if "@" in text[match.end() : match.end() + 1]:
                continue
            found[match.start()] = match
    yield from (found[start] for start in sorted(found))


def personal_contacts(section: str, rows: Iterable[Row]) -> Iterator[PersonalContact]:
    """Names, mobiles and identity numbers; a mailbox too where no office invites letters to it."""
    for row in rows:
        patterns = [("name", _PERSON), ("mobile", _MOBILE), ("identity", _IDENTITY)]
        if section not in ("notice", "comment_form"):
            patterns.append(("email", EMAIL))
        for kind, pattern in patterns:
            for match in pattern.finditer(row.plain):
                group = 1 if kind == "name" else 0
                yield PersonalContact(
                    section, row.line, kind, row.text[match.start(group) : match.end(group)]
                )


def without_contacts(text: str, contacts: Iterable[PersonalContact]) -> str:
    """The text with each contact replaced by three asterisks."""
    for contact in contacts:
        text = text.replace(contact.found, "***")
    return text


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if fold(value)))
