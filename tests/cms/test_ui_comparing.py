"""From draft to decision: what was kept, what was added, and what became of each article (R25)."""

import pytest
from django.urls import reverse

from cms import comparing
from cms.awaited import SHOWS, words_for
from consultation.enums import Section
from consultation.models import Provision, ProvisionLink
from consultation.sections import Station
from tests.factories import lived


def end(pk, label):
    return Provision(pk=pk, label=label, position=pk, kind="article", anchor=f"p{pk}")


def link(pk, origin, target, relation, **fields):
    return ProvisionLink(pk=pk, origin=origin, target=target, relation=relation, **fields)


def test_words_mark_what_was_taken_away_and_added():
    old, new, is_rewritten = comparing.words("在七个工作日内答复。", "在五个工作日内答复。")
    assert [(span.text, span.change) for span in old if span.change] == [("七", "del")]
    assert [(span.text, span.change) for span in new if span.change] == [("五", "ins")]
    assert not is_rewritten


@pytest.mark.parametrize(
    ("before", "after"),
    [("甲乙丙丁", "甲乙丙丁"), ("甲乙丙丁", "甲丙丁戊"), ("", "新写的"), ("删去的", "")],
)
def test_the_two_sides_hold_every_word(before, after):
    old, new, _is_rewritten = comparing.words(before, after)
    assert "".join(span.text for span in old) == before
    assert "".join(span.text for span in new) == after


def test_a_text_written_anew_is_not_marked_word_by_word():
    before, after = "居民应当把垃圾投放到指定的地点。", "收运单位每天清理收集容器，并公布电话。"
    old, new, is_rewritten = comparing.words(before, after)
    assert is_rewritten
    assert [span.change for span in [*old, *new]] == ["", ""]
    assert not comparing.words("", after)[2]


def test_articles_that_were_merged_stand_in_one_pair(monkeypatch):
    texts = {1: "日产日清。", 2: "设置照明。", 9: "日产日清。设置照明。"}
    monkeypatch.setattr(comparing, "texts", lambda _rows: texts)
    one, two, target = end(1, "第九条"), end(2, "第十条"), end(9, "第九条")
    links = [
        link(1, one, target, "merged", source="comments"),
        link(2, two, target, "merged", source="meeting"),
    ]
    (pair,) = comparing.pairs(links, {9: ["a point"]})
    assert pair.origins == [one, two]
    assert pair.head == target
    assert len(pair.relations) == 1
    assert len(pair.sources) == 2
    assert pair.points == ["a point"]


def test_what_was_kept_is_not_among_what_changed(monkeypatch):
    monkeypatch.setattr(comparing, "texts", lambda _rows: {1: "不变。", 9: "不变。", 2: "删去。"})
    links = [
        link(1, end(1, "第一条"), end(9, "第一条"), "unchanged"),
        link(2, end(2, "第二条"), None, "removed"),
    ]
    kept, removed = comparing.pairs(links, {})
    assert not kept.is_changed
    assert removed.is_changed
    assert removed.head.label == "第二条"


def test_labels_stand_in_one_line():
    assert comparing.in_line(["（一）", "（三）"]) == "（一）（三）"
    assert comparing.in_line(["第一条", "第三条"]) == "第一条、第三条"


@pytest.fixture
def decided(site, cast, now):
    return lived.make_decided_matter(cast, now).consultation


def test_the_page_shows_what_changed_and_on_wish_everything(client, decided):
    url = reverse("consultation:compare", args=[decided.slug])
    changed, whole = client.get(url), client.get(url, {"all": "1"})
    assert changed.status_code == whole.status_code == 200
    assert all(pair.is_changed for pair in changed.context["pairs"])
    assert len(whole.context["pairs"]) == (
        changed.context["changed_count"] + changed.context["unchanged_count"]
    )
    assert "<ins>" in whole.content.decode()


def test_without_confirmed_links_the_page_says_who_is_still_at_work(client, decided):
    decided.links.update(confirmed_at=None, confirmed_by=None)
    page = client.get(reverse("consultation:compare", args=[decided.slug]))
    assert 'class="empty' in page.content.decode()


def test_without_a_public_decision_there_is_nothing_to_compare(client, open_consultation):
    url = reverse("consultation:compare", args=[open_consultation.slug])
    assert client.get(url).status_code == 404


def test_a_section_to_come_says_what_it_will_show_and_which_steps_are_missing():
    stations = [
        Station(name, at, None, "")
        for name, at in [("notice", "done"), ("draft", "done"), ("comments", "now"),
                         ("report", "todo"), ("meeting", "todo"), ("decision", "todo")]
    ]  # fmt: skip
    assert words_for(Section.DECISION, stations)["steps"] == ["comments", "report", "meeting"]
    assert words_for(Section.DRAFT, stations)["steps"] == []
    assert set(Section) - set(SHOWS) == {Section.NOTICE, Section.COMMENT}
