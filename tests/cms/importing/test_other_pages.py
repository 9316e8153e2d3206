"""Pages of other cities: other counts, other damage, other habits."""

import pytest

from cms.importing.as_json import as_json
from cms.importing.page import read_page

ALL = ["notice", "draft", "interpretation", "background", "feedback", "deliberation", "decision"]


@pytest.mark.parametrize(
    ("name", "sections"),
    [
        ("parking", [*ALL, "comment_form"]),
        ("elderly", [*ALL, "comment_form"]),
        ("waste", [*ALL, "comment_form"]),
        ("bus", [*ALL[:6], "comment_form"]),
        ("heating", ["notice", "draft", "interpretation", "comment_form"]),
        ("market", ["notice", "draft", "feedback", "decision"]),
        ("quiet", ["notice", "draft", "background", "feedback"]),
        ("wetland", ["notice", "draft", "interpretation", "feedback"]),
        ("dogs", ["notice", "draft", "interpretation", "feedback", "deliberation"]),
        ("tender", [key for key in ALL if key != "background"]),
        ("smart", [*ALL, "comment_form"]),
    ],
)
def test_sections_with_words(imported, name, sections):
    assert imported(name)["sections"] == sections


@pytest.mark.parametrize(
    ("name", "opens_on", "closes_on"),
    [
        ("parking", "2023-04-06", "2023-05-06"),  # 自…至…
        ("elderly", "2022-05-30", "2022-06-30"),  # a damaged date, 前
        ("waste", "2024-03-01", "2024-03-31"),  # 截止日期为
        ("bus", "2022-11-01", "2022-12-01"),
        ("heating", "2024-09-02", "2024-10-02"),  # 公告发布之日起30日内, Chinese numerals
        ("market", "2020-08-01", "2020-08-31"),  # the site's own line
        ("quiet", "2023-02-01", "2023-03-02"),  # a dash and no second year
        ("wetland", "2025-01-01", "2025-01-31"),  # 截至
        ("dogs", "2023-05-10", "2023-06-10"),  # Chinese numerals, 前
        ("tender", "2019-03-01", "2019-03-31"),  # 起至…止
        ("smart", "2024-07-01", "2024-07-31"),  # 期限为30日,自…起
    ],
)
def test_periods(imported, name, opens_on, closes_on):
    assert imported(name)["period"] == {"opens_on": opens_on, "closes_on": closes_on}


@pytest.mark.parametrize(
    ("name", "emails", "addresses", "phones"),
    [
        (
            "parking",
            ["tcgl@yunxi.example.cn"],
            ["云溪市临江区文昌路66号云溪市住房和城乡建设局法规科"],
            ["0798-8561234"],
        ),
        ("elderly", ["ylfw@linhe.example.cn"], ["临河市中心区人民路9号"], ["13912345678"]),
        ("waste", ["ljfl@qingling.example.cn"], [], ["010-61234567"]),
        ("bus", ["gj@hailing.example.cn"], [], ["0571-88776655"]),
        ("heating", ["gr@beiyuan.example.cn"], ["北原市河西区热力街3号"], []),
        ("market", ["npscjg@nanping.example.cn"], ["南屏县文化路12号"], []),
        ("quiet", [], ["西陵市园林路5号"], []),
    ],
)
def test_channels(imported, name, emails, addresses, phones):
    assert imported(name)["channels"] == {
        "emails": emails,
        "addresses": addresses,
        "phones": phones,
    }


@pytest.mark.parametrize(
    ("name", "lead"),
    [
        ("parking", "市住房和城乡建设局"),
        ("elderly", "市民政局"),
        ("waste", "青岭区城市管理局"),
        ("bus", "市交通运输局"),
        ("heating", "北原市住房和城乡建设局"),
        ("market", "南屏县市场监督管理局"),
        ("quiet", "市园林局"),
        ("wetland", "东洲市林业局"),
    ],
)
def test_leads(imported, name, lead):
    assert imported(name)["lead_department"] == lead


@pytest.mark.parametrize(
    ("name", "draft", "decision"),
    [
        ("parking", (4, 9, 5, 0), (2, 5, 3, 0)),
        ("elderly", (4, 8, 3, 5), (2, 2, 0, 1)),
        ("waste", (3, 4, 0, 0), (2, 2, 0, 0)),
        ("bus", (3, 13, 0, 6), (0, 0, 0, 0)),
        ("heating", (3, 0, 2, 0), (0, 0, 0, 0)),
        ("market", (0, 4, 2, 0), (0, 4, 0, 0)),
        ("wetland", (0, 10, 3, 0), (0, 0, 0, 0)),
    ],
)
def test_texts(imported, name, draft, decision):
    keys = ("parts", "articles", "items", "responsibility_clauses")
    shown = imported(name)
    assert tuple(shown["draft"][key] for key in keys) == draft
    assert tuple(shown["decision"][key] for key in keys) == decision


@pytest.mark.parametrize(
    ("name", "number", "day", "addressees"),
    [
        ("parking", "云溪市人民政府令第12号", "2023-08-28", None),
        ("elderly", "临政发〔2022〕15号", "2022-10-08", "各区县人民政府，市政府各部门"),
        ("waste", "青政办发〔2024〕7号", "2024-05-06", "各街道办事处,区政府各部门"),
        ("market", "南政发〔2020〕9号", "2020-10-20", "各乡镇人民政府，县政府各部门"),
        ("tender", "桃政办发〔2019〕12号", "2019-05-08", "各区人民政府，市直各部门"),
    ],
)
def test_decisions(imported, name, number, day, addressees):
    decision = imported(name)["decision"]
    assert decision["document_number"] == number
    assert decision["document_date"] == day
    assert decision["addressees"] == addressees


@pytest.mark.parametrize(
    ("name", "people", "opinions", "adopted", "partly", "not_adopted"),
    [
        ("parking", None, 5, 3, 1, 1),
        ("elderly", 15, 6, 2, 1, 1),
        ("waste", 8, 9, 5, 0, 3),
        ("bus", None, 12, 8, 2, 3),
        ("market", None, 4, 2, 0, 2),
        ("quiet", 0, 0, 0, 0, 0),
        ("wetland", 3, 4, 2, 0, 2),
        ("dogs", 21, 23, 15, 3, 4),
        ("tender", None, 3, 3, 0, 0),  # 全部采纳
        ("smart", None, 10, 4, 3, 2),
        ("heating", None, None, None, None, None),
    ],
)
def test_counts_are_kept_as_printed(imported, name, people, opinions, adopted, partly, not_adopted):
    feedback = imported(name)["feedback"]
    keys = ("people", "opinions", "adopted", "partly_adopted", "not_adopted")
    assert tuple(feedback[key] for key in keys) == (
        people, opinions, adopted, partly, not_adopted,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("parking", ["采纳", "采纳", "采纳", "部分采纳", "未采纳"]),
        ("elderly", ["采纳", "部分采纳", "不予采纳", "解释说明", "采纳", "留作研究"]),
        ("waste", ["采纳", "不采纳", "采纳"]),
        ("bus", ["采纳", "未采纳", "部分采纳"]),
        ("market", ["采纳", "采纳", "不予采纳", "不予采纳"]),
        ("wetland", ["采纳", "采纳", "不予采纳", "不予采纳"]),
        ("quiet", []),
        ("dogs", ["采纳", "部分采纳", "不予采纳"]),
        ("tender", ["已采纳", "已采纳", "采纳"]),
        ("smart", ["采纳", "部分采纳", "不予采纳"]),
    ],
)
def test_labels_are_kept_as_printed(imported, name, labels):
    assert [entry["printed_label"] for entry in imported(name)["feedback"]["entries"]] == labels


@pytest.mark.parametrize(
    ("name", "index", "text", "office"),
    [
        ("parking", 0, "建议第六条明确夜间免费时段。", "市住房和城乡建设局"),
        ("parking", 4, "要求在人行道上划设停车位。", "市公安局"),
        ("elderly", 1, "建议补贴标准提高到每餐10元。", "市财政局"),
        ("waste", 1, "建议取消撤桶", "青岭区城市管理局"),
        ("bus", 2, "建议增加老年人专座", "市交通运输局"),
        ("market", 3, "建议允许活禽宰杀。", "县农业农村局"),
        ("wetland", 2, "有网友建议在湿地公园开放垂钓。", "市农业农村局"),
        ("dogs", 2, "建议公布禁养犬名录。", "市农业农村局"),
        ("smart", 2, "建议给每位老人发放智能手环", "市财政局"),
    ],
)
def test_entries(imported, name, index, text, office):
    entry = imported(name)["feedback"]["entries"][index]
    assert (entry["text"], entry["answering_department"]) == (text, office)


@pytest.mark.parametrize(
    ("name", "meeting"),
    [("parking", 23), ("elderly", 8), ("waste", 5), ("bus", 31), ("tender", 6), ("smart", 68)],
)
def test_meetings(imported, name, meeting):
    assert imported(name)["deliberation"]["meeting"] == meeting


@pytest.mark.parametrize(
    ("name", "repairs"),
    [
        ("parking", [(33, "第三条"), (47, "第三章"), (51, "第七条")]),
        (
            "elderly",
            [
                (11, "2022年6月30日"), (15, "〔2021〕3号"), (21, "(二)"), (23, "二、"),
                (27, "(二)"), (45, "四、"), (55, "〔2019〕5号"),
            ],
        ),
        ("bus", [(41, "（十一）"), (43, "（十二）")]),
        ("dogs", [(18, "四、")]),
        (
            "smart",
            [
                (14, "〔2021〕3号"), (24, "（三）"), (26, "（四）"), (28, "三、"),
                (70, "〔2024〕33号"), (77, "2024年9月12日"),
            ],
        ),
        ("waste", []),
        ("heating", []),
        ("market", []),
        ("quiet", []),
        ("wetland", []),
    ],
)  # fmt: skip
def test_repairs(imported, name, repairs):
    assert [(r["line"], r["proposed"]) for r in imported(name)["repairs"]] == repairs


def test_a_header_that_does_not_add_up_is_reported_not_corrected(imported):
    warnings = " ".join(imported("bus")["warnings"])
    assert "12" in warnings
    assert "13" in warnings


def test_an_unknown_tab_is_named_and_its_words_stay_out(page_text):
    page = read_page(page_text("waste").encode())
    assert [row.line for row in page.unknown["听证会情况"]] == [48]
    assert any("听证会情况" in warning for warning in page.warnings)


def test_personal_contacts_are_found(page_text):
    page = read_page(page_text("elderly").encode())
    assert [(c.kind, c.found) for c in page.contacts] == [
        ("name", "陈小明"),
        ("mobile", "13912345678"),
    ]


def test_the_verdict_of_a_group_heading_is_that_of_its_entries(page_text):
    page = read_page(page_text("market").encode())
    assert {entry.label_from for entry in page.feedback.entries} == {"group"}


@pytest.mark.parametrize("name", ["parking", "elderly", "waste", "bus", "market", "wetland"])
def test_encodings_and_line_ends_change_nothing(page_text, name):
    text = page_text(name)
    shown = as_json(read_page(text.encode()))
    assert as_json(read_page(text.replace("\n", "\r\n").encode("gb18030"))) == shown
    assert as_json(read_page(b"\xef\xbb\xbf" + text.encode())) == shown
