"""Texts become blocks; lost labels are rebuilt by sequence and by nothing else (R3, R8, R9)."""

import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.provisions.blocks import Kind, parents
from consultation.provisions.numerals import to_chinese
from consultation.provisions.parsing import parse_text

PAGE = (
    pathlib.Path(__file__).parents[4] / "shared" / "data" / "zibo-2021-household-registration.txt"
)


def lines(first, last):
    if not PAGE.exists():
        pytest.skip("the real page is not beside this checkout")
    return PAGE.read_text(encoding="utf-8").split("\n")[first - 1 : last]


def shape(parsed):
    return parsed.parts, parsed.articles, parsed.items, parsed.responsibility_clauses


def kinds(parsed):
    return [(block.kind.value, block.label) for block in parsed.blocks]


def test_the_real_draft_has_its_shape_and_fourteen_lost_labels():
    draft = parse_text(lines(15, 81), first_line=15)
    assert shape(draft) == (7, 15, 9, 13)
    assert [(r.line, r.found, r.proposed) for r in draft.repairs] == [
        (53, "、", "三、"), (55, ")", "(六)"), (57, ")", "(七)"), (59, "、", "四、"),
        (61, ")", "(八)"), (63, ")", "(九)"), (65, "、", "五、"), (67, ")", "(十)"),
        (71, "、", "六、"), (73, "(十)", "(十二)"), (75, "(十)", "(十三)"), (77, "、", "七、"),
        (79, "(十)", "(十四)"), (81, "(十)", "(十五)"),
    ]  # fmt: skip
    assert all(repair.proven for repair in draft.repairs)
    assert draft.doubts == []


def test_the_real_decision_needs_no_repair():
    decision = parse_text(lines(129, 191), first_line=129)
    assert shape(decision) == (7, 14, 0, 11)
    assert decision.repairs == []


def test_a_clause_on_its_own_line_belongs_to_its_article():
    decision = parse_text(lines(129, 191), first_line=129)
    fourth = next(block for block in decision.blocks if block.label == "（四）")
    assert fourth.responsibilities == ["市公安局", "市人力资源社会保障局"]


def test_nested_brackets_and_catch_alls_in_clauses():
    decision = parse_text(lines(129, 191), first_line=129)
    by_label = {block.label: block for block in decision.blocks}
    assert by_label["（七）"].responsibilities[-1].startswith("各区县政府（含高新区、")
    (clause,) = by_label["（十三）"].clauses
    assert clause.names == ("各区县政府", "市直有关部门按照职责分工负责")
    assert clause.unspecified == ("市直有关部门按照职责分工负责",)


def test_headings_end_at_the_first_stop_or_the_space_where_it_was_lost():
    draft = parse_text(lines(15, 81), first_line=15)
    headings = {block.label: block.heading for block in draft.blocks if block.kind is Kind.ARTICLE}
    assert headings["（一）"] == "指导思想"
    assert headings["（四）"] == "实行经常居住地登记户口制度"
    assert headings["（十三）"] == "深化互联网+政务服务"


def test_the_source_is_kept_as_it_came():
    source = ")畅通渠道。居民(含学生),均可落户。(责任单位:市公安局)"
    parsed = parse_text(["(一)目标。明确目标任务。", source, "(三)保障。加强保障。"])
    block = parsed.blocks[1]
    assert (block.label, block.heading) == ("（二）", "畅通渠道")
    assert block.text == "居民（含学生），均可落户。"
    assert block.source_text == source


def test_statutes_read_brackets_as_items():
    parsed = parse_text(
        "第一章　总则\n第一条　为了规范管理，制定本办法。\n第二条　下列情形除外：\n"
        "（一）甲；\n（二）乙。\n"
        "第二章　附则\n第三条　本办法自公布之日起施行。"
    )
    assert kinds(parsed) == [
        ("chapter", "第一章"), ("article", "第一条"), ("article", "第二条"), ("item", "（一）"),
        ("item", "（二）"), ("chapter", "第二章"), ("article", "第三条"),
    ]  # fmt: skip
    assert parents(parsed.blocks) == [None, 0, 0, 2, 2, None, 5]
    assert parsed.blocks[1].heading == ""


def test_articles_that_begin_again_in_each_part():
    parsed = parse_text(
        "一、甲\n(一)子。内容一。\n(二)丑。内容二。\n、乙\n)寅。内容三。\n(二)卯。内容四。\n三、丙\n(一)辰。内容五。"
    )
    assert [(r.found, r.proposed, r.proven) for r in parsed.repairs] == [
        ("、", "二、", True),
        (")", "(一)", True),
    ]


def test_full_width_damage_is_proposed_in_full_width():
    parsed = parse_text("（一）甲\n）乙\n（三）丙")
    assert [r.proposed for r in parsed.repairs] == ["（二）"]


def test_lost_numbers_of_chapters_and_articles():
    parsed = parse_text("第一章 总则\n第一条 甲。\n第条 乙。\n第章 附则\n条 丙。\n第四条 丁。")
    assert [(r.kind, r.proposed) for r in parsed.repairs] == [
        ("article_number", "第二条"),
        ("part_numeral", "第二章"),
        ("article_number", "第三条"),
    ]


def test_what_the_sequence_cannot_prove_is_not_applied():
    parsed = parse_text("一、甲\n、乙\n四、丙")
    (repair,) = parsed.repairs
    assert not repair.proven
    assert parsed.blocks[1].label == ""


def test_a_gap_is_a_doubt_not_a_repair():
    parsed = parse_text("一、甲\n二、乙\n五、丙\n六、丁")
    assert parsed.repairs == []
    assert [(d.kind, d.found, d.expected) for d in parsed.doubts] == [("gap", "五、", "三、")]


def test_traps_are_paragraphs():
    parsed = parse_text("1条反映买的划拨土地。\n第119次常务会议通过。\n2021年9月发布。")
    assert [block.kind for block in parsed.blocks] == [Kind.PARAGRAPH] * 3


@given(st.integers(3, 130), st.data())
def test_any_few_lost_articles_are_rebuilt(count, data):
    """Tokens lost or cut short, anywhere but at the two ends, come back by sequence."""
    damaged = data.draw(st.sets(st.integers(2, count - 1), max_size=min(6, count - 2)))
    rows = []
    for number in range(1, count + 1):
        numeral = to_chinese(number)
        if number in damaged:
            rows.append("）完善制度。健全机制。")
        else:
            rows.append(f"（{numeral}）完善制度。健全机制。")
    parsed = parse_text(rows)
    assert [block.number for block in parsed.blocks] == list(range(1, count + 1))
    assert {repair.line for repair in parsed.repairs} == damaged
    assert all(repair.proven for repair in parsed.repairs)
