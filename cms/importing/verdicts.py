"""The words in which a page says what became of an opinion."""

import re
from dataclasses import dataclass

ADOPTED, PARTLY, NOT_ADOPTED = "adopted", "partly_adopted", "not_adopted"
COVERED, NOTED, DEFERRED = "already_covered", "noted", "deferred"

_PARTLY = r"(?:部分(?:予以|地?被?)?采纳|予以部分采纳|采纳部分|部分吸收(?:采纳)?|基本采纳|部分采用)"
_NOT = (
    r"(?:(?:不|未|暂不|暂未|尚未|均不|均未|没有|难以|无法|不能|不宜|暂时?无法)(?:能|予以?|被|得到|完全)*(?:采纳|采用)"
    r"|不予吸收|不同意)"
)
_ADOPTED = (
    r"(?:(?:全部|全|完全|均|均已|已|已经|拟|可|同意|予以|给予|充分|吸收|被)*(?:采纳"
    r"|采用|吸收采纳|吸纳))"
)
_COVERED = r"(?:已(?:有|在)[^。;,]{0,12}(?:规定|明确|体现|包含)|已体现|已包含|已明确|已落实)"
_NOTED = (
    r"(?:(?:作(?:出|了)?|予以|已)?(?:解释|说明)(?:说明)?|(?:留|供)?作?参考|已知悉"
    r"|表示感谢|咨询类?|其他(?:情况|意见)?)"
)
_DEFERRED = r"(?:留作研究|(?:进一步|继续|后续|下一步)研究|暂缓|研究考虑|统筹考虑)"

KINDS = [
    (PARTLY, re.compile(_PARTLY)),
    (NOT_ADOPTED, re.compile(_NOT)),
    (ADOPTED, re.compile(_ADOPTED)),
    (COVERED, re.compile(_COVERED)),
    (DEFERRED, re.compile(_DEFERRED)),
    (NOTED, re.compile(_NOTED)),
]
CORE = re.compile(f"{_PARTLY}|{_NOT}|{_ADOPTED}")
ANY = re.compile(f"{_PARTLY}|{_NOT}|{_ADOPTED}|{_COVERED}|{_DEFERRED}|{_NOTED}")
_FULLY = re.compile(r"(?:无法|不能|未能|难以)(?:完全|全部)采纳")
_FILLER = re.compile(r"^(?:拟|予以|给予|均已?|全部|被|可|同意|已经)(?=采纳|采用|部分采纳|吸纳)")


@dataclass(frozen=True)
class Verdict:
    """`label` as printed, without filler; `kind` is a name of this module, empty if unknown."""

    label: str
    kind: str


def verdict_of(words: str) -> Verdict | None:
    """The verdict that a short phrase expresses; None if it expresses none."""
    match = CORE.search(words) or ANY.search(words)
    if not match:
        return None
    return Verdict(_FILLER.sub("", match[0]), kind_of(match[0]))


def kind_of(label: str) -> str:
    return next((kind for kind, pattern in KINDS if pattern.search(label)), "")


def phrase_in(words: str) -> str:
    """The first phrase of adoption in running text, as printed."""
    match = CORE.search(words)
    return match[0] if match else ""


def is_hedged(phrase: str) -> bool:
    """A refusal of the whole that leaves room for a part: 无法完全采纳."""
    return bool(_FULLY.search(phrase))
