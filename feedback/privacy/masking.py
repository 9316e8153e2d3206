"""What may be shown of a text, a name or a contact: an allow-list of what stays readable."""

from collections.abc import Iterable

from feedback.privacy.detection import find

MASK = "*"
COMPOUND_SURNAMES = frozenset(
    [
        "欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒",
        "东方", "独孤", "南宫", "轩辕", "宇文", "长孙", "端木", "澹台", "西门", "申屠", "太史",
        "呼延", "闾丘", "赫连", "万俟", "闻人",
    ]
)  # fmt: skip
MIDDLE_DOTS = "·•・‧"


def mask_spans(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Every character of the half-open spans becomes a star; all others stay, place and all."""
    shown = list(text)
    for start, end in spans:
        shown[start:end] = MASK * (min(end, len(text)) - start)
    return "".join(shown)


def mask(text: str) -> str:
    """The text with everything masked that `detection` finds in it."""
    while found := find(text):
        text = mask_spans(text, ((span.start, span.end) for span in found))
    return text


def mask_name(name: str) -> str:
    """张* for a person's name, 欧阳* and the first part of a name with a dot in full."""
    name = name.strip()
    for dot in MIDDLE_DOTS:
        if dot in name:
            return name.split(dot, 1)[0] + dot + MASK
    if not name:
        return ""
    kept = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[:kept] + MASK


def mask_contact(contact: str) -> str:
    """For lists of staff: enough to tell two entries apart, too little to reach anybody."""
    local, at, domain = contact.strip().partition("@")
    if at:
        return f"{local[:1]}{MASK * 3}@{domain}"
    compact = contact.strip()
    if len(compact) < 9:
        return MASK * len(compact)
    return f"{compact[:3]}{MASK * (len(compact) - 7)}{compact[-4:]}"
