"""The names of offices in running text: who leads a matter, who answers an opinion."""

import re

from cms.importing.rows import ORGANISATION

_NAME = rf"[一-龥]{{1,24}}?{ORGANISATION}"
_NAME_END = r"(?![一-龥]{0,3}(?:局|委员会))"
_LEADING = [
    re.compile(rf"由({_NAME})(?:等\S{{0,8}}?)?(?:[一-龥]{{0,4}}(?:牵头|负责|组织|会同|起草|研究))"),
    re.compile(
        rf"({_NAME})(?:[一-龥,、]{{0,16}}?)?(?:牵头|组织|研究|负责|会同[^。]{{2,30}})?(?:起草|拟订|拟定|制定)了?(?:形成)?(?:了)?《"
    ),
    re.compile(rf"({_NAME})[^。]{{0,10}}牵头"),
]
_ANSWERING = re.compile(
    rf"({_NAME})(?:书面|正式|研究|经研究|审核|核实)?(?:后)?(?:答复|回复|反馈|回应|答|认为|意见(?:为|是|:)|复函|表示|解释|说明)"
)
_BEFORE = re.compile(
    r".*(?:日前|近日|目前|此前|现由|由|经商|经转|转请|转交|转|商请|征求|咨询|联系|要求|部署|安排|对此|为此|根据|按照|经|请|商|已|将|该意见|此条意见|现将|涉及|(?:和|与|及|会同)(?=[一-龥]{0,4}?[市县区省州]))(?=[一-龥]{3,})"
)
_OWN = re.compile(r"^(?:我|本|该|此)(?:局|委|厅|办|单位|部门|院|中心)")


def leading_office(text: str) -> str:
    """The office of which the text says that it leads or drafts; empty if it says none."""
    for pattern in _LEADING:
        for match in pattern.finditer(text):
            name = trimmed(match[1])
            if name and not _OWN.match(name):
                return name
    return ""


def answering_office(text: str) -> str:
    """The office of which the text says that it answers; empty if it is the speaker itself."""
    for match in _ANSWERING.finditer(text):
        name = trimmed(match[1])
        if len(name) >= 3 and not _OWN.match(name) and not re.search(r"^(?:有关|相关|各)", name):
            return name
    return ""


def trimmed(name: str) -> str:
    """A name without the words that run into it from the left."""
    shorter = _BEFORE.sub("", name)
    return shorter if len(shorter) >= 3 else name


def same_office(one: str, other: str) -> bool:
    """Whether two printed names can be one office: 市公安局 and 淄博市公安局."""
    short, long = sorted((one, other), key=len)
    return bool(short) and long.endswith(short)
