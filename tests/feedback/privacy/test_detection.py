"""Personal data is found in any disguise of the table, and nothing else is touched (R40)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.enums import FindingKind
from feedback.privacy import detection, digits, folding
from feedback.privacy.detection import CHECKS, WEIGHTS, find
from feedback.privacy.digits import runs
from feedback.privacy.masking import mask, mask_contact, mask_name, mask_spans
from tests.factories.effort import endless, patterns_of, steps

HAN = "一二三四五六七八九"
DISGUISES = {
    "plain": lambda digit: digit,
    "full width": lambda digit: chr(ord(digit) + 0xFEE0) if digit.isascii() else digit,
    "chinese": lambda digit: "〇" + HAN if digit == "" else ("〇" + HAN)[int(digit)],
    "arabic": lambda digit: chr(0x660 + int(digit)),
    "bold": lambda digit: chr(0x1D7CE + int(digit)),
}
SEPARATORS = ["", " ", "-", ".", "·", "、", "\u200b", " - ", "－", "\u2060"]
WORDS = st.text(alphabet="我的意见是请把停车费降低一点并公开账目，。？（）", max_size=30)


def disguise(digits, how, separators):
    shown = [DISGUISES[how](digit) if digit.isdigit() else digit for digit in digits]
    return "".join(a + b for a, b in zip(shown, [*separators, ""], strict=False))


def with_check(seventeen):
    total = sum(int(d) * w for d, w in zip(seventeen, WEIGHTS, strict=True))
    return seventeen + CHECKS[total % 11]


def with_luhn(front):
    total = sum(
        sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10))
        for place, digit in enumerate(reversed(front))
    )
    return front + str(-total % 10)


DIGITS = st.sampled_from("0123456789")
MOBILES = st.builds(
    lambda second, rest: f"1{second}{''.join(rest)}",
    st.sampled_from("3456789"),
    st.lists(DIGITS, min_size=9, max_size=9),
)
IDENTITIES = st.builds(
    lambda area, days, order: with_check(
        f"{area}0102{date(1930, 1, 1) + timedelta(days):%Y%m%d}{order:03}"
    ),
    st.sampled_from(["11", "37", "44", "65"]),
    st.integers(0, 30_000),
    st.integers(0, 999),
)
CARDS = st.builds(
    lambda rest: with_luhn("62" + "".join(rest)), st.lists(DIGITS, min_size=13, max_size=16)
)


@settings(max_examples=400, deadline=None)
@given(
    number=st.one_of(MOBILES, IDENTITIES, CARDS),
    how=st.sampled_from(sorted(DISGUISES)),
    separators=st.lists(st.sampled_from(SEPARATORS), min_size=18, max_size=18),
    before=WORDS,
    after=WORDS,
)
def test_no_disguise_hides_a_number_and_nothing_else_changes(
    number, how, separators, before, after
):
    hidden = disguise(number, how, separators)
    text = f"{before}。{hidden}。{after}"
    shown = mask(text)
    start = len(before) + 1
    assert shown[:start] == text[:start]
    assert shown[start + len(hidden) :] == text[start + len(hidden) :]
    left = [run.digits for run in runs(shown[start : start + len(hidden)], 1)]
    assert all(len(digits) < 6 for digits in left)
    assert len(shown) == len(text)
    assert mask(shown) == shown


@given(st.text(max_size=300))
def test_masking_is_idempotent_and_keeps_the_length_of_any_text(text):
    shown = mask(text)
    assert mask(shown) == shown
    assert len(shown) == len(text)
    spans = find(text)
    assert spans == sorted(spans)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("电话13800138000。", FindingKind.MOBILE),
        ("+86 138 0013 8000", FindingKind.MOBILE),
        ("l38OOl38OOO", FindingKind.MOBILE),
        ("座机（0533）2345678转801", FindingKind.LANDLINE),
        ("010-62345678", FindingKind.LANDLINE),
        ("电话：2345678", FindingKind.LANDLINE),
        ("11010519491231002X", FindingKind.IDENTITY),
        ("11010519491231002x", FindingKind.IDENTITY),
        ("我的身份证号110105194912310021打错了一位", FindingKind.IDENTITY),
        ("身份证110105491231002", FindingKind.IDENTITY),
        ("6222 0210 0112 3456 789", FindingKind.BANK_CARD),
        ("4111-1111-1111-1111", FindingKind.BANK_CARD),
        ("name@qq.com", FindingKind.EMAIL),
        ("name＠qq．com", FindingKind.EMAIL),
        ("zhang艾特qq点com", FindingKind.EMAIL),
        ("zhang [at] example [dot] org", FindingKind.EMAIL),
        ("鲁C·A1234", FindingKind.PLATE),
        ("家住12号楼3单元501室", FindingKind.ADDRESS),
    ],
)
def test_each_kind_is_found(text, kind):
    assert [span.kind for span in find(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "2021-08-13至2021-09-12", "淄政发〔2021〕9号", "鲁政办字〔2020〕176号", "预算12345678元",
        "第一、二、三、四、五、六、七条都同意", "3.5%到12.75%", "编号1380013800012345",
        "每天8:00—18:00开放，1小时2元、3小时5元", "GB/T 37668-2019", "一九四九年十月一日",
        "人口4700000，车辆1350000", "HTTP 404", "@全体人员",
    ],
)  # fmt: skip
def test_what_is_no_personal_data_is_left_alone(text):
    assert find(text) == []


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1 ",
        "6 2 ",
        "a@",
        "a.",
        "1\u200b",
        "13800138000 ",
        "鲁C",
        "12号",
        "O1",
        "62",
        "１",
        "@",
    ],
)
def test_twice_the_text_takes_twice_the_steps(unit):
    def effort(length):
        text = "请打电话" + (unit * length)[:length]
        return steps(lambda: find(text))

    assert effort(8_000) <= 2.2 * effort(4_000) + 100


def test_no_pattern_has_a_repeat_without_a_limit():
    known = patterns_of(detection, digits, folding)
    assert len(known) > 10
    assert [one.pattern for one in known if endless(one)] == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王秀兰", "王*"), ("欧阳修", "欧阳*"), ("欧阳", "欧*"), ("阿卜杜拉·买买提", "阿卜杜拉·*"),
        ("李", "李*"), ("", ""), ("John Smith", "J*"),
    ],
)  # fmt: skip
def test_names_are_masked(name, shown):
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("contact", "shown"),
    [("13800138000", "138****8000"), ("zhang@qq.com", "z***@qq.com"), ("短址", "**")],
)
def test_contacts_are_masked_for_lists(contact, shown):
    assert mask_contact(contact) == shown


def test_spans_beyond_the_text_add_nothing():
    assert mask_spans("abc", [(1, 99)]) == "a**"
