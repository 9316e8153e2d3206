"""A long report is read page by page, at the cost of one page."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms import views
from feedback import reports
from feedback.models import Point, Report, ReportEntry
from feedback.public_report import report_context
from tests.factories import pages
from tests.factories.feedback import make_comment, make_point
from tests.factories.lived import make_closed_matter, report
from tests.factories.reports import publish

OPINIONS = 5


@pytest.fixture
def few_a_page(monkeypatch):
    monkeypatch.setattr(views, "OPINIONS", OPINIONS)


def reported(cast, at, comments):
    pages.make_site()
    matter = make_closed_matter(cast, at, comments=comments)
    report(matter, cast, at)
    return matter.consultation


def address(matter):
    return reverse("consultation:feedback", kwargs={"slug": matter.slug})


def test_every_opinion_is_on_one_page_and_all_are_on_the_printed_one(client, cast, now, few_a_page):
    matter = reported(cast, now, 12)
    path = address(matter)
    first, second, third = (
        client.get(path, {"p": number}).content.decode() for number in (1, 2, 3)
    )
    assert [page.count('class="point"') for page in (first, second, third)] == [5, 5, 2]
    assert "1–5 of 12" in client.get(f"/en{path}").content.decode()
    assert 'href="?p=2#points"' in first
    assert 'href="?print"' in first
    assert client.get(path + "?print").content.decode().count('class="point"') == 12
    for text in Point.objects.values_list("text", flat=True):
        assert sum(f">{text}<" in page for page in (first, second, third)) == 1
    assert client.get(path, {"p": "9999999999999999999"}).status_code == 200


def test_a_point_is_found_on_its_page_whoever_says_the_same(client, cast, now, few_a_page):
    matter = reported(cast, now, 12)
    for entry in ReportEntry.objects.all():
        answer = client.get(address(matter), {"point": entry.point_id})
        assert answer.status_code == 302
        page, _sharp, anchor = answer.url.partition("#")
        shown = client.get(page).content.decode()
        assert f'id="{anchor}"' in shown
    for odd in ("0", "x", "²", "9" * 40, ""):
        assert client.get(address(matter), {"point": odd}).status_code == 200


def test_a_page_costs_the_same_however_long_the_report_is(client, cast, now, few_a_page):
    costs = []
    for size in (6, 24):
        Report.objects.update(published_at=None, published_by=None)
        matter = reported(cast, now, size)
        client.get(address(matter))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(matter), {"p": 1})
        costs.append(len(queries))
        read = [query["sql"] for query in queries if "feedback_reportentry" in query["sql"]]
        assert all("LIMIT" in sql or "opinion" in sql or "COUNT" in sql for sql in read), read
    assert costs[0] == costs[1] <= 16


def test_an_interim_report_says_what_is_still_studied_so_that_its_table_adds_up(client, cast, now):
    pages.make_site()
    matter = make_closed_matter(cast, now, comments=2).consultation
    make_point(make_comment(matter), by=cast.min, at=now)
    publish(matter, cast, now, kind="interim")
    table = client.get(address(matter)).content.decode().partition("<table")[2]
    body, _foot, foot = table.partition("</table>")[0].partition("<tfoot>")
    numbers = [int(one) for one in re.findall(r'<td class="n">(\d+)</td>', body)]
    assert (sum(numbers), numbers[-1]) == (3, 1)
    assert '<td class="n">3</td>' in foot


def test_reports_published_before_are_numbered_alike(cast, now):
    matter = reported(cast, now, 6)
    found = Report.objects.get()
    before = list(ReportEntry.objects.order_by("position").values_list("opinion", flat=True))
    assert before == [1, 2, 3, 4, 5, 6]
    ReportEntry.objects.update(opinion=0)
    import_module("feedback.migrations.0014_number_the_opinions").number(apps, None)
    again = ReportEntry.objects.order_by("position").values_list("opinion", flat=True)
    assert list(again) == before
    assert len(report_context(matter, now)["views"]) == 6
    assert reports.verify_report(found) == []
