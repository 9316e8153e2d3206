"""Starting again on the same data: the site answers, and nothing is loaded twice."""

import sqlite3

import pytest

from tests.journeys.serving import serving

pytestmark = pytest.mark.browser
KEPT = (
    "auth_user", "consultation_consultation", "consultation_department", "consultation_membership",
    "consultation_textversion", "feedback_comment", "feedback_point", "feedback_referral",
    "feedback_report", "wagtailcore_page", "wagtailcore_revision",
)  # fmt: skip


def rows(site):
    with sqlite3.connect(site.data / "yanlu.sqlite3") as database:
        return {
            table: database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in KEPT
        }


def test_a_second_start_loads_nothing_twice(site):
    before, logins = rows(site), (site.data / "demo-logins.txt").read_text()
    with serving(site.data) as again:
        assert again.logins == site.logins
    assert rows(site) == before
    assert before["consultation_consultation"] >= 9
    assert (site.data / "demo-logins.txt").read_text() == logins
