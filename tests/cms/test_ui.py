"""Marks of the templates: what a reader sees of dates, counts, titles and punctuation."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from cms.templatetags import ui
from feedback.enums import Outcome

MORNING = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
"""Half past midnight of 24 November in Shanghai."""


@dataclass
class Row:
    value: str
    count: int


@pytest.fixture(params=["zh-hans", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


def test_the_spine_writes_the_date_as_books_do():
    with translation.override("zh-hans"):
        assert "二〇二六年十一月二十四日" in ui.spine(date(2026, 11, 24))
        assert "二〇二一年八月三十日" in ui.spine(date(2021, 8, 30))
        assert "二〇三〇年一月十日" in ui.spine(date(2030, 1, 10))
    with translation.override("en"):
        assert "24 November 2026" in ui.spine(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0"), (1, "一"), (2, "两"), (3, "三"), (10, "十"), (11, "11")]
)
def test_small_counts_are_said_in_words(number, words):
    with translation.override("zh-hans"):
        assert ui.in_words(number) == words
    with translation.override("en"):
        assert ui.in_words(number) == str(number)


def test_an_instant_is_told_in_the_zone_of_the_site(language):
    told = ui.when(MORNING)
    assert 'datetime="2026-11-24T00:30+08:00"' in told
    assert "00:30" in told
    assert ui.when(None) == ""


def test_the_year_is_left_out_only_within_it():
    with translation.override("zh-hans"):
        assert ">11月24日<" in ui.day_of(MORNING, date(2026, 1, 1))
        assert "2026年11月24日" in ui.day_of(MORNING, date(2025, 12, 31))
        assert "2026年11月24日" in ui.day_of(MORNING)


def test_the_last_day_is_the_one_that_ends_at_closing():
    closing = datetime(2026, 12, 8, 16, tzinfo=UTC)
    with translation.override("zh-hans"):
        assert ">12月8日<" in ui.last_day(closing, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("居民,可以落户;", "居民，可以落户；"),
        ("(一)总则", "（一）总则"),
        ("比例为1:2,不变", "比例为1:2，不变"),
        ("see https://a.cn/?x=1", "see https://a.cn/?x=1"),
        ("at 9:30, daily", "at 9:30, daily"),
        ("", ""),
    ],
)
def test_punctuation_between_han_characters_is_full_width(typed, shown):
    assert ui.fullwidth(typed) == shown


def test_an_address_in_markup_may_break_but_its_link_stays_whole():
    markup = '<p>发到<a href="mailto:a.b@city.gov.cn">a.b@city.gov.cn</a>,谢谢</p>'
    shown = ui.fullwidth_html(markup)
    assert 'href="mailto:a.b@city.gov.cn"' in shown
    assert ">a.<wbr>b@<wbr>city.<wbr>gov.<wbr>cn<" in shown


@pytest.mark.parametrize(
    "broken",
    [
        "关于进一步深化|户籍管理制度改革|促进城乡融合区域协调发展的意见|（征求意见稿）",
        "《安澜市生活垃圾分类管理|实施办法》|公众意见采纳情况反馈",
        "安澜市重大行政决策公众参与平台",
    ],
)
def test_a_title_breaks_by_sense_and_loses_nothing(broken):
    assert ui.sensebreaks(broken.replace("|", "")) == broken.replace("|", "<wbr>")


def test_a_title_is_no_markup():
    assert "&lt;b&gt;" in ui.sensebreaks("<b>标题")


def test_a_bar_is_as_wide_as_its_points():
    pieces = ui.bar([Row("adopted", 1), Row("noted", 0), Row("not_adopted", 2)])
    assert [piece["count"] for piece in pieces] == [1, 2]
    assert sum(float(piece["width"]) for piece in pieces) == pytest.approx(690, abs=0.2)
    assert ui.bar([]) == []


def test_a_ruler_has_a_tick_a_day_and_knows_today():
    opens = datetime(2026, 11, 1, tzinfo=UTC)
    ticks = ui.ruler(opens, opens + timedelta(days=10), opens + timedelta(days=4, hours=3))
    assert len(ticks) == 11
    assert [tick["past"] for tick in ticks].count(True) == 5
    assert len(ui.ruler(opens, opens, opens)) == 2
    assert ui.strokes(ticks, past=True).count("M") == 5
    assert ui.strokes(ticks, past=False).startswith("M300.0 11V19M360.0 11V19")


@pytest.mark.parametrize("outcome", Outcome.values)
def test_every_outcome_has_a_shape_a_fill_and_a_word(outcome, language):
    assert ui.outcome_class(outcome)
    assert ui.outcome_fill(outcome)
    assert ui.outcome_label(outcome)


def test_an_unknown_outcome_is_no_error():
    assert ui.outcome_class("?") == "noted"
    assert ui.outcome_label("?") == ""
