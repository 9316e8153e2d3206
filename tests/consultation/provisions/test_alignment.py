"""Draft and decision correspond as people say they do (R11); identities survive re-parsing (R3)."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from consultation.provisions.alignment import align, align_ids
from consultation.provisions.parsing import parse_text
from tests.consultation.provisions.test_parsing import lines


@dataclass
class Kept:
    uid: UUID
    kind: str
    heading: str
    text: str


def kept(parsed):
    return [Kept(uuid4(), b.kind, b.heading, b.text) for b in parsed.blocks]


@pytest.fixture(scope="module")
def real_links():
    draft = parse_text(lines(15, 81), first_line=15)
    decision = parse_text(lines(129, 191), first_line=129)

    def name(blocks, index):
        return None if index is None else blocks[index].label + str(blocks[index].line)

    return {
        (name(draft.blocks, link.origin), name(decision.blocks, link.target)): link.relation.value
        for link in align(draft.blocks, decision.blocks)
    }


@pytest.mark.parametrize(
    ("origin", "target", "relation"),
    [
        ("（一）19", "（一）133", "revised"),
        ("1.39", "153", "merged"),
        ("3.43", "153", "merged"),
        ("2.41", "155", "revised"),
        (None, "157", "added"),
        ("1.49", "159", "moved"),
        ("4.45", "（五）163", "promoted"),
        ("三、53", "三、165", "renamed"),
        ("（六）55", "（六）167", "renamed"),
        ("（八）61", "（八）173", "renamed"),
        ("（九）63", "（九）175", "revised"),
        ("（十二）73", "（十一）183", "renamed"),
        ("（十四）79", "（十三）189", "revised"),
        ("（十五）81", "（十四）191", "revised"),
    ],
)
def test_the_real_texts_correspond(real_links, origin, target, relation):
    assert real_links[origin, target] == relation


def text_of(*articles):
    return parse_text(
        [f"第{n}条 {words}" for n, words in zip("一二三四五六", articles, strict=False)]
    )


WORDS = [
    "道路停车泊位实行分时段收费，夜间免费向居民开放。",
    "停车场经营者应当公示收费标准并保持设施完好。",
    "市交通主管部门负责停车信息平台的建设和维护。",
    "违反本办法规定的，依照道路交通安全法律法规处罚。",
]


def relations(old, new):
    return [(link.origin, link.target, link.relation.value) for link in align(old, new)]


def test_equal_texts_are_unchanged():
    old = text_of(*WORDS).blocks
    assert relations(old, text_of(*WORDS).blocks) == [(i, i, "unchanged") for i in range(4)]


def test_an_article_that_left_and_one_that_came():
    old, new = (
        text_of(*WORDS).blocks,
        text_of(*WORDS[:2], WORDS[3], "鼓励单位错时共享车位。").blocks,
    )
    assert relations(old, new) == [
        (0, 0, "unchanged"), (1, 1, "unchanged"), (3, 2, "unchanged"), (None, 3, "added"),
        (2, None, "removed"),
    ]  # fmt: skip


def test_an_article_that_moved():
    old = text_of(*WORDS).blocks
    new = text_of(WORDS[3], *WORDS[:3]).blocks
    assert (3, 0, "moved") in relations(old, new)


def test_two_articles_merged_and_one_split():
    old, new = text_of(*WORDS).blocks, text_of(WORDS[0], WORDS[1] + WORDS[2], WORDS[3]).blocks
    assert {(1, 1, "merged"), (2, 1, "merged")} <= set(relations(old, new))
    assert {(1, 1, "split"), (1, 2, "split")} <= set(relations(new, old))


def test_identities_follow_words_through_insertion_and_renumbering():
    old = kept(text_of(*WORDS))
    new = text_of(WORDS[0], "鼓励单位错时共享车位。", WORDS[1].replace("完好", "良好"), *WORDS[2:])
    ids = align_ids(old, new.blocks)
    assert [ids[0], ids[2], ids[3], ids[4]] == [block.uid for block in old]
    assert ids[1] not in {block.uid for block in old}


def test_repeated_words_keep_their_order_and_no_identity_is_given_twice():
    old = kept(text_of("同样的条文。", "同样的条文。", "另一条文。"))
    ids = align_ids(
        old, text_of("同样的条文。", "同样的条文。", "另一条文。", "同样的条文。").blocks
    )
    assert ids[:3] == [block.uid for block in old]
    assert len(set(ids)) == 4
