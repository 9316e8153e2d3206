"""An answer does not rest on what no longer holds."""

from datetime import date

import pytest

from feedback import referrals, responses
from feedback.legal import DeadCitation, require_alive
from tests.factories.feedback import make_comment, make_point, make_text

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "words",
    [
        "依据《中华人民共和国婚姻法》第十条办理。", "依据《物权法》办理。",
        "依据《婚姻法（2001年修正）》办理。", "依据《信访条例》。", "《民法典》第一千二百六十一条",
        "《中华人民共和国民法典》第9999条", "草案第九条已经写明。", "征求意见稿第（五）条",
    ],
)  # fmt: skip
def test_a_dead_citation_is_refused(closed_consultation, cast, words):
    make_text(closed_consultation, kind="draft", by=cast.min)
    with pytest.raises(DeadCitation):
        require_alive([words], closed_consultation, TODAY)


@pytest.mark.parametrize(
    "words",
    [
        "", "依据《劳动合同法》第十条。", "《中华人民共和国民法典》第一千零四十五条", "草案第二条",
        "征求意见稿第（三）条", "《信访工作条例》", "《》第条", "《" * 5000, "第九十九条",
        "婚姻法规定", "《民法典》第" + "一" * 5000 + "条",
    ],
)  # fmt: skip
def test_what_holds_passes(closed_consultation, cast, words):
    make_text(closed_consultation, kind="draft", by=cast.min)
    require_alive([words], closed_consultation, TODAY)


def test_an_act_holds_until_its_last_day(closed_consultation):
    require_alive(["《合同法》"], closed_consultation, date(2020, 12, 31))
    with pytest.raises(DeadCitation):
        require_alive(["《合同法》"], closed_consultation, date(2021, 1, 1))


def test_neither_the_lead_nor_a_referred_department_answers_with_one(
    closed_consultation, cast, now
):
    point = make_point(make_comment(closed_consultation), by=cast.min, at=now)
    with pytest.raises(DeadCitation):
        responses.decide(
            points={point.pk: 1}, outcome="not_adopted", reason="现有规定已经写得很清楚了。",
            legal_basis="《物权法》第三十九条", by=cast.min, at=now,
        )  # fmt: skip
    (asked,) = referrals.refer(
        points={point.pk: 1}, department=cast.education, question="能否？", by=cast.min, at=now
    )
    with pytest.raises(DeadCitation):
        referrals.answer(
            referral=asked, text="依据《信访条例》答复。", signer="赵", by=cast.zhao, at=now
        )
