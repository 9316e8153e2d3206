"""Letters of campaigns come together, and nothing else does."""

import random

import pytest

from feedback.grouping import groups
from tests.factories.campaigns import letters
from tests.factories.scoring import score

PROMISED = 0.98
HEAD = "坚决支持农村籍大学生毕业后把户口迁回原籍，请保留第（六）条。（签名：某村村民甲）"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_campaigns_are_found_through_their_noise(seed):
    sent = letters(3000, seed)
    found = score(sent, groups([letter.body for letter in sent]))
    assert found.precision >= PROMISED
    assert found.recall >= PROMISED


def test_the_order_of_arrival_does_not_matter():
    texts = [letter.body for letter in letters(600, 5)]
    places = list(range(len(texts)))
    random.Random(1).shuffle(places)
    shuffled = groups([texts[place] for place in places])
    again = {frozenset(places[index] for index in members) for members in shuffled}
    assert again == {frozenset(members) for members in groups(texts)}


@pytest.mark.parametrize(
    "other",
    [
        "坚决支持农村籍大学生毕业后把户口迁回原籍！请务必保留第（六）条！",
        "坚决支持农村籍大学生毕业后户口迁回原籍，请保留第（六）条，我家孩子2022年毕业，希望写清办理期限。",
        "尊敬的领导：您好！请保留第(六)条,坚决支持农村籍大学生毕业后把户口迁回原籍.此致敬礼！",
        "坚决支持农村籍大学生毕业后把户口迁回原籍 请保留第六条",
    ],
)
def test_the_same_demand_is_one_group(other):
    assert groups([HEAD, other, "我们小区暖气不热，什么时候解决？"]) == [[0, 1]]


@pytest.mark.parametrize(
    "other",
    [
        "坚决反对农村籍大学生毕业后把户口迁回原籍，请保留第（六）条。",
        "坚决支持农村籍大学生毕业后把户口迁回原籍，请删除第（六）条。",
        "坚决支持农村籍大学生毕业后把户口迁回原籍，请保留第（七）条。",
        "坚决不支持农村籍大学生毕业后把户口迁回原籍，请保留第（六）条。",
    ],
)
def test_the_opposite_and_another_article_are_another_demand(other):
    assert groups([HEAD, other]) == []


def test_a_long_essay_does_not_join_a_short_letter_that_it_quotes():
    essay = HEAD + "".join(letter.body for letter in letters(60, 6) if letter.campaign is None)
    assert groups([HEAD, essay]) == []


@pytest.mark.parametrize("texts", [[], [""], ["", "。", "\n"], ["您好", "谢谢！"]])
def test_nothing_said_makes_no_group(texts):
    assert groups(texts) == []


def test_few_words_are_grouped_only_when_equal():
    assert groups(["支持！", "支持", "支持放开"]) == [[0, 1]]


def test_twenty_thousand_equal_characters_are_no_trouble():
    assert groups(["好" * 20000, "好" * 19999, "x", "\u200b"]) == [[0, 1]]
