"""Every list costs as many queries for three hundred rows as for three, for whoever reads it."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation.enums import Section, TextKind
from tests.factories import pages, rows
from tests.factories.feedback import make_text as make_articles
from tests.factories.process import make_consultation
from tests.factories.published import make_section

pytestmark = pytest.mark.django_db
FEW, MANY = 3, 300
DAY = timedelta(days=1)


@pytest.fixture
def world(cast, now):
    """The cast, its matter closed yesterday, and texts of its draft and its decision."""
    pages.make_site()
    pages.enrol_all()
    matter = make_consultation(
        lead=cast.police, by=cast.min, slug="closed", opens_at=now - 32 * DAY, closes_at=now - DAY
    )
    draft, decision = (make_articles(matter, kind=kind, by=cast.min) for kind in TextKind.values)
    make_section(matter, Section.NOTICE)
    return SimpleNamespace(
        cast=cast, now=now, matter=matter, draft=draft, decision=decision,
        article=draft.provisions.first(),
    )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """Who reads a list, what fills it; `of_matter`: its address names the matter by this field, or
    what the world holds under `of`. `query` may name fields of the world.

    `grows`: bytes by which its page is longer at the least, so that the rows are really shown.
    `spares`: the statement that a page which is full need not ask.
    """

    who: tuple[str, ...]
    add: Callable[[Any, range], Any]
    of_matter: str = ""
    query: str = ""
    grows: int = 500
    spares: int = 0
    of: str = "matter"


PUBLIC, LEAD, ASKED = ("",), ("min", "wang", "sun"), ("zhao", "qian")
LISTS: dict[str, tuple[str, Row]] = {
    "list": ("search:list", Row(PUBLIC, rows.add_matters)),
    "list narrowed": ("search:list", Row(PUBLIC, rows.add_matters, query="?state=studied&q=事项")),
    "list sorted": ("search:list", Row(PUBLIC, rows.add_matters, query="?sort=newest")),
    "search": ("search:find", Row(PUBLIC, rows.add_matters, query="?q=落户", spares=1)),
    "feed of the list": ("search:list_feed", Row(PUBLIC, rows.add_matters)),
    "feed of a search": ("search:find_feed", Row(PUBLIC, rows.add_matters, query="?q=落户")),
    "feed of a matter": ("search:consultation_feed", Row(PUBLIC, rows.add_sections, "slug")),
    "what others wrote": ("consultation:comments", Row(PUBLIC, rows.add_shown, "slug")),
    "public report": ("consultation:feedback", Row(PUBLIC, rows.add_entries, "slug")),
    "desks": ("desk:desks", Row(LEAD, rows.add_matters)),
    "desk": ("desk:desk", Row(LEAD, rows.add_events, "pk")),
    "desk with links": ("desk:desk", Row(LEAD, rows.add_links, "pk", grows=0)),
    "desk with promises": ("desk:desk", Row(LEAD, rows.add_promises, "pk")),
    "queue": ("weighing:queue", Row(LEAD, rows.add_referrals, "pk")),
    "queue of a group": ("weighing:queue", Row(LEAD, rows.add_groups, "pk", "?group={group.pk}")),
    "groups": ("weighing:groups", Row(LEAD, rows.add_groups, "pk")),
    "group": ("weighing:group", Row(LEAD, rows.add_groups, "pk", of="group")),
    "jobs": ("desk:jobs", Row(("min", "sun"), rows.add_jobs)),
    "signing": ("weighing:signing", Row(("wang",), rows.add_unsigned)),
    "referrals": ("weighing:referrals", Row(ASKED, rows.add_referrals)),
    "promises": ("weighing:promises", Row(LEAD, rows.add_promises)),
    "personal data": ("weighing:privacy_list", Row(("li", "min"), rows.add_findings)),
    "report page": ("weighing:report", Row(LEAD, rows.add_signed, "pk", grows=0)),
    "report preview": ("desk:report_preview", Row(LEAD, rows.add_preview, "pk")),
    "report page, all open": ("weighing:report", Row(LEAD, rows.add_unsigned, "pk", grows=0)),
    "register of letters": ("weighing:register", Row(LEAD, rows.add_drafted, "pk")),
    "parked messages": ("desk:parked", Row(("sun", "zhou"), rows.add_parked)),
    "links": ("desk:links", Row(LEAD, rows.add_links, "pk")),
    "repairs": ("desk:repairs", Row(LEAD, rows.add_repairs, "pk")),
    "departments": ("departments:index", Row(("zhou",), rows.add_departments)),
    "aliases": ("aliases:index", Row(("zhou",), rows.add_aliases)),
    "memberships": ("memberships:index", Row(("zhou",), rows.add_memberships)),
    "procedures": ("procedures:index", Row(("zhou",), rows.add_procedures)),
    "calendar": ("calendar:index", Row(("zhou",), rows.add_days)),
}  # fmt: skip


def read(client: Client, url: str) -> tuple[list[str], int]:
    """What one reader asks of the database, and the length of the page.

    A first reading warms what outlives a request.
    """
    client.get(url)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        page = client.get(url)
    assert page.status_code == 200
    return [query["sql"] for query in captured], len(page.content)


def few_and_many(few: list[str], many: list[str]) -> str:
    """How often each statement was asked, where that differs; its values left out."""
    before, after = (
        Counter(re.sub(r"\d+|'[^']*'", "…", sql) for sql in asked) for asked in (few, many)
    )
    return "\n".join(
        f"{before[sql]} → {after[sql]} {sql}" for sql in before | after if before[sql] != after[sql]
    )


def readings(world: Any, add: Any) -> dict[tuple[str, str], tuple[list[str], int]]:
    """What every reader of every list that `add` fills asks, and how long their page is."""
    found = {}
    for name, (route, row) in LISTS.items():
        if row.add is not add:
            continue
        named = getattr(world, row.of)
        kwargs = {row.of_matter: getattr(named, row.of_matter)} if row.of_matter else {}
        url = reverse(route, kwargs=kwargs) + row.query.format_map(vars(world))
        for who in row.who:
            client = Client()
            if who:
                client.force_login(getattr(world.cast, who), backend=pages.BACKEND)
            found[name, who] = read(client, url)
    return found


@pytest.mark.parametrize("add", dict.fromkeys(row.add for _route, row in LISTS.values()))
def test_three_rows_cost_what_three_hundred_do(world, add):
    add(world, range(FEW))
    few = readings(world, add)
    add(world, range(FEW, MANY))
    for (name, who), (after, long) in readings(world, add).items():
        before, short = few[name, who]
        assert len(after) == len(before) - LISTS[name][1].spares, (
            f"{name} by {who or 'a citizen'}:\n{few_and_many(before, after)}"
        )
        assert long > short + LISTS[name][1].grows, name
