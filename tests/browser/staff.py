"""Pages of the desk, found by following their links: one of each kind for each person."""

import re
from collections.abc import Iterator
from typing import Any

PEOPLE = {
    "drafter": {
        "desk",
        "desk-new",
        "desk-text",
        "weighing-queue",
        "weighing-comment",
        "weighing-register",
    },
    "approver": {"desk", "weighing-signing", "weighing-report"},
    "referred": {"desk", "weighing-referrals"},
    "office": {"desk", "weighing-promises", "weighing-queue"},
    "privacy": {"desk"},
}
"""Who works at the desks, and some kinds of pages that each must find there."""
STARTS = ("/admin/desk/", "/admin/weighing/referrals/", "/admin/weighing/signing/",
          "/admin/weighing/promises/")  # fmt: skip
OURS = ("/admin/desk/", "/admin/weighing/")
LINKS = "[...document.querySelectorAll('a[href]')].map(a => a.pathname + a.search)"


def kind_of(path: str) -> str:
    """What kind of page an address leads to: `/admin/desk/7/act/extend/` is `desk-act-extend`."""
    plain = re.sub(r"\?.*|\d+", "", path).removeprefix("/admin/")
    return re.sub(r"[^a-z]+", "-", plain).strip("-")


def walk(page: Any) -> Iterator[tuple[str, int]]:
    """Kind and status of each page of ours that links lead to, each kind once.

    Every desk is opened, since what it offers depends on its matter's stage.
    """
    waiting, seen = list(STARTS), set()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        is_desk = re.fullmatch(r"/admin/desk/\d+/", path)
        name = path if is_desk else kind
        if name in seen:
            continue
        seen.add(name)
        response = page.goto(path)
        yield kind, response.status
        waiting += [link for link in page.evaluate(LINKS) if link.startswith(OURS)]
