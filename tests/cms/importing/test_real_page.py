"""The page of 2021, exactly (R8)."""

import pytest

from cms.importing.as_json import as_json
from cms.importing.page import read_page


@pytest.fixture(scope="module")
def page(real_bytes):
    return read_page(real_bytes)


@pytest.fixture
def shown(page):
    return as_json(page)


def test_its_eight_sections_stand_where_they_stand(page):
    assert {key: (rows[0].line, rows[-1].line) for key, rows in page.sections.items()} == {
        "notice": (11, 13),
        "draft": (15, 81),
        "interpretation": (83, 95),
        "background": (99, 99),
        "feedback": (101, 115),
        "deliberation": (121, 121),
        "decision": (123, 201),
        "comment_form": (203, 206),
    }


def test_its_notice(shown):
    assert shown["title"] == "关于进一步深化户籍管理制度改革促进城乡融合区域协调发展的意见"
    assert shown["lead_department"] == "市公安局"
    assert shown["period"] == {"opens_on": "2021-08-13", "closes_on": "2021-09-12"}
    assert shown["channels"] == {
        "emails": ["zbhz007@sina.com"],
        "addresses": ["淄博市张店区联通路318号"],
        "phones": [],
    }


def test_its_draft_and_decision(shown):
    assert shown["draft"] == {
        "parts": 7, "articles": 15, "items": 9, "responsibility_clauses": 13,
    }  # fmt: skip
    decision = shown["decision"]
    assert decision.pop("addressees").startswith("各区县人民政府,高新区")
    assert decision == {
        "parts": 7, "articles": 14, "items": 0, "responsibility_clauses": 11,
        "document_number": "淄政发〔2021〕9号", "document_date": "2021-12-29",
    }  # fmt: skip


def test_its_feedback_one_point_an_entry(shown, page):
    feedback = shown["feedback"]
    first, second = feedback.pop("entries")
    assert feedback == {
        "people": 2, "opinions": 2, "adopted": 1, "partly_adopted": 0, "not_adopted": 1,
        "signed_by": "淄博市公安局", "signed_on": "2021-09-18",
    }  # fmt: skip
    assert "划拨土地" in first["text"]
    assert (first["printed_label"], first["answering_department"]) == ("采纳", "市公安局")
    assert "城区划片入学" in second["text"]
    assert (second["printed_label"], second["answering_department"]) == ("不予采纳", "市教育局")
    assert page.feedback.entries[1].answer.startswith("此条意见涉及我市教育政策,市教育局答复")


def test_the_verdict_that_its_own_text_contradicts_is_reported(shown):
    (warning,) = shown["warnings"]
    assert "不予采纳" in warning
    assert "无法完全采纳" in warning


def test_its_meeting(shown, page):
    assert shown["deliberation"] == {"meeting": 119}
    assert (page.meeting.name, page.meeting.result) == ("市政府第119次常务会议", "passed")


def test_its_twenty_lost_tokens_and_no_other(shown):
    found = [(r["line"], r["kind"], r["found"], r["proposed"]) for r in shown["repairs"]]
    assert found == [
        (13, "date", "2021912日", "2021年9月12日"),
        (15, "document_number", "〔2020176号", "〔2020〕176号"),
        (53, "part_numeral", "、", "三、"),
        (55, "article_number", ")", "(六)"),
        (57, "article_number", ")", "(七)"),
        (59, "part_numeral", "、", "四、"),
        (61, "article_number", ")", "(八)"),
        (63, "article_number", ")", "(九)"),
        (65, "part_numeral", "、", "五、"),
        (67, "article_number", ")", "(十)"),
        (71, "part_numeral", "、", "六、"),
        (73, "article_number", "(十)", "(十二)"),
        (75, "article_number", "(十)", "(十三)"),
        (77, "part_numeral", "、", "七、"),
        (79, "article_number", "(十)", "(十四)"),
        (81, "article_number", "(十)", "(十五)"),
        (89, "document_number", "〔2020176号", "〔2020〕176号"),
        (91, "document_number", "〔2020176号", "〔2020〕176号"),
        (91, "document_number", "〔202126号", "〔2021〕26号"),
        (99, "document_number", "〔2020176号", "〔2020〕176号"),
    ]


def test_only_the_sequence_proves_a_repair(page):
    assert {located.repair.kind for located in page.repairs if located.repair.proven} == {
        "part_numeral",
        "article_number",
    }


def test_the_offices_mailbox_is_no_personal_contact(page):
    assert page.contacts == []


def test_a_named_lead_overrides_the_printed_one(real_bytes):
    page = read_page(real_bytes, lead="市司法局")
    assert page.lead == "市司法局"
    assert page.feedback.entries[0].office == "市司法局"


def test_the_same_in_other_bytes(real_bytes, shown):
    text = real_bytes.decode()
    for data in (
        b"\xef\xbb\xbf" + real_bytes,
        text.replace("\n", "\r\n").encode(),
        text.encode("gb18030"),
        b"\xff\xfe" + text.encode("utf-16-le"),
    ):
        assert as_json(read_page(data)) == shown


def test_the_same_with_full_width_punctuation(real_bytes, shown):
    wide = str.maketrans({",": "，", "(": "（", ")": "）", ":": "：", ";": "；"})
    other = as_json(read_page(real_bytes.decode().translate(wide).encode()))
    assert [r["proposed"].translate(wide) for r in shown["repairs"]] == [
        r["proposed"] for r in other["repairs"]
    ]
    for key in ("sections", "period", "channels", "draft", "deliberation"):
        assert other[key] == shown[key]


@pytest.mark.parametrize(
    "order",
    [
        ["decision", "deliberation", "feedback", "draft", "background", "notice", "interpretation"],
        ["draft", "interpretation", "background", "notice", "decision", "feedback"],
        ["notice", "draft", "interpretation", "background", "comment_form"],
        ["feedback", "notice", "draft"],
    ],
)
def test_sections_are_found_in_any_order_and_number(page, order):
    lines, truth = [page.title, ""], {}
    for key in order:
        lines.append("\u00a0")
        for row in page.sections[key]:
            lines += [row.source, ""]
            truth[len(lines) - 1] = key
    found = read_page("\n".join(lines).encode())
    assert {r.line: key for key, rows in found.sections.items() for r in rows} == truth
