"""Which pages stand for all: one of each kind, as the demo city has them."""

PUBLIC = {
    "home": "/",
    "list": "/consultations/",
    "list-filtered": "/consultations/?state=open",
    "list-empty": "/consultations/?state=open&year=1999",
    "search": "/search/?q=电动",
    "search-none": "/search/?q=量子纠缠",
    "notice-open": "/consultations/ebikes/",
    "notice-closed": "/consultations/lifts/",
    "notice-suspended": "/consultations/parking/",
    "notice-withdrawn": "/consultations/speakers/",
    "draft": "/consultations/ebikes/draft/",
    "interpretation": "/consultations/ebikes/interpretation/",
    "background": "/consultations/ebikes/background/",
    "comments": "/consultations/ebikes/comments/",
    "not-yet": "/consultations/ebikes/deliberation/",
    "comment": "/consultations/ebikes/comment/?article=p4",
    "comment-closed": "/consultations/lifts/comment/",
    "feedback": "/consultations/waste/feedback/",
    "deliberation": "/consultations/waste/deliberation/",
    "decision": "/consultations/waste/decision/",
    "compare": "/consultations/waste/decision/compare/",
    "compare-all": "/consultations/waste/decision/compare/?all=1",
    "status": "/status/",
    "help": "/help/",
    "not-found": "/consultations/nowhere/",
}

MODES = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "large": {"view": "large"},
    "contrast": {"view": "contrast"},
    "dark-contrast": {"color_scheme": "dark", "view": "contrast"},
    "print": {"media": "print"},
}
"""How a reader may see a page: what the system prefers, and the `view` cookie."""


def in_english(path: str) -> str:
    return f"/en{path}"
