"""Pages of the desk, found by following their links: one of each kind for each person."""

import re
from collections.abc import Iterator
from typing import Any

PEOPLE = ("drafter", "approver", "referred", "office")
OURS = ("/admin/desk/", "/admin/weighing/")
LINKS = "[...document.querySelectorAll('a[href]')].map(a => a.pathname + a.search)"


def log_in(page: Any, site: Any, person: str) -> None:
    page.goto("/admin/login/")
    page.fill("input[name=username]", person)
    page.fill("input[name=password]", site.logins[person])
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/**")


def kind_of(path: str) -> str:
    """What kind of page an address leads to: `/admin/desk/7/act/extend/` is `desk-act-extend`."""
    plain = re.sub(r"\?.*|\d+", "", path).removeprefix("/admin/")
    return re.sub(r"[^a-z]+", "-", plain).strip("-")


def walk(page: Any) -> Iterator[tuple[str, int]]:
    """Kind and status of each page of ours that links lead to, each kind once."""
    waiting, seen = list(OURS[:1]), set()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind in seen:
            continue
        seen.add(kind)
        response = page.goto(path)
        yield kind, response.status
        waiting += [link for link in page.evaluate(LINKS) if link.startswith(OURS)]
