"""What a member says beyond the common text is never swallowed."""

import re

import pytest

from feedback.grouping import added, common_text, groups
from feedback.grouping.clauses import plain
from tests.factories.campaigns import letters

COMMON = "坚决支持农村籍大学生毕业后把户口迁回原籍，请保留第（六）条。"


def test_no_added_sentence_is_swallowed_and_few_are_invented():
    sent = letters(3000, 11)
    invented = members = 0
    for group in groups([letter.body for letter in sent]):
        texts = [sent[index].body for index in group]
        common = texts[common_text(texts)]
        for letter in (sent[index] for index in group if sent[index].campaign is not None):
            own = added(letter.body, common)
            assert all(passage in letter.body for passage in own)
            kept = plain("".join(own))
            clauses = [plain(part) for part in re.split("[，。？：、]", letter.added)]
            assert all(part in kept for part in clauses), (letter, common)
            members += 1
            invented += bool(own) and not letter.added
    assert invented < 0.03 * members


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("坚决支持农村籍大学生毕业后把户口迁回原籍！请务必保留第（六）条！", []),
        (COMMON + "（签名：某村村民甲）", []),
        ("尊敬的领导：您好！我是张店居民王伟。" + COMMON + "谢谢！\n张店 王伟敬上", []),
        (
            "坚决支持农村籍大学生毕业后户口迁回原籍，请保留第（六）条，我家孩子2022年毕业，希望写清办理期限。",
            ["我家孩子2022年毕业，希望写清办理期限"],
        ),
        (COMMON + "请提高补助。", ["请提高补助"]),
        (COMMON + "请保留第（七）条。", ["请保留第（七）条"]),
        (COMMON + "不支持毕业后把户口迁回原籍。", ["不支持毕业后把户口迁回原籍"]),
        (COMMON + "\n不同意", ["不同意"]),
        ("", []),
    ],
)
def test_what_a_member_adds(text, own):
    assert added(text, COMMON) == own


def test_another_number_is_something_of_ones_own():
    common = "建议把办理期限定为三十日，并在网上公布。"
    assert added("建议把办理期限定为六十日，并在网上公布。", common) == [
        "建议把办理期限定为六十日，并在网上公布"
    ]


def test_the_common_text_is_what_most_sent():
    other = COMMON.replace("。", "！另外请提高补助！")
    assert common_text([other, COMMON, COMMON, COMMON + "谢谢"]) in (1, 2)
    assert common_text([other, COMMON]) == 1
    assert common_text(["", ""]) in (0, 1)
