"""Ways to reach a person, brought into one form so that the same one is recognised (R29).

Accepted are a mobile or landline number, an e-mail address, a postal address, and a QQ or WeChat
name; what looks like a number or an address of mail but is not complete is refused with a reason.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from consultation.errors import DomainError

MAX_LENGTH = 200
MOBILE = re.compile(r"(?:\+86|0086|86)?(1[3-9][0-9]{9})")
LANDLINE = re.compile(
    r"(?:\+86|0086|86)?(010|02[0-9]|0[3-9][0-9]{2})([2-9][0-9]{6,7})(?:(?:转|x|ext|#)([0-9]{1,6}))?"
)
ABROAD = re.compile(r"(?:\+|00)[1-9][0-9]{6,14}")
EMAIL = re.compile(r"[^\s@<>,;:\"]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}")
MESSENGER = re.compile(
    r"(?:(?:微信|wechat|weixin|wx|qq)号?:?\s*([a-z0-9_-]{5,20})|([a-z][a-z0-9_-]{5,19}))",
    re.IGNORECASE,
)
HAN = re.compile(r"[\u3400-\u9fff]")
INCOMPLETE = _(
    "The number is not complete. A mobile number has 11 digits, a landline has its area code; "
    "you may also give an e-mail or postal address."
)
UNKNOWN = _(
    "Give one of these: a mobile number of 11 digits, a landline with area code, an e-mail "
    "address or a full postal address."
)


class UnableToReach(DomainError):
    """Not a contact that anybody could use; the message names the accepted forms."""


@dataclass(frozen=True)
class Contact:
    """`normal` is equal for equal contacts however they were typed; `kind` is its form."""

    kind: str
    normal: str


def parse(text: str) -> Contact:
    """The contact in `text`; raises `UnableToReach`."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if len(folded) > MAX_LENGTH:
        raise UnableToReach(_("Not more than %(limit)d characters, please."), limit=MAX_LENGTH)
    if "@" in folded:
        return Contact("email", email(folded))
    if found := MESSENGER.fullmatch(folded):
        return Contact("messenger", (found[1] or found[2]).casefold())
    if number := telephone(folded):
        return number
    if looks_like_number(folded):
        raise UnableToReach(INCOMPLETE)
    if len(HAN.findall(folded)) >= 5 or (len(folded) >= 12 and " " in folded):
        return Contact("address", re.sub(r"[\s,，。.、;；]+", "", folded).casefold())
    raise UnableToReach(UNKNOWN)


def email(folded: str) -> str:
    compact = re.sub(r"\s+", "", folded)
    if not EMAIL.fullmatch(compact):
        raise UnableToReach(
            _("The e-mail address is not complete. It looks like name@example.com.")
        )
    return compact.casefold()


def telephone(folded: str) -> Contact | None:
    compact = re.sub(r"[\s()\-–—.·_/]+", "", folded.casefold()).replace("分机", "转")
    if found := MOBILE.fullmatch(compact):
        return Contact("mobile", found[1])
    if found := LANDLINE.fullmatch(compact):
        return Contact("landline", "-".join(part for part in found.groups() if part))
    if found := ABROAD.fullmatch(compact):
        return Contact("abroad", "+" + found[0].removeprefix("00").removeprefix("+"))
    return None


def looks_like_number(folded: str) -> bool:
    digits = sum(character.isdecimal() for character in folded)
    return digits * 2 > len(folded)
