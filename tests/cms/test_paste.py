"""What comes out of a clipboard that Word or WPS filled (H-I5)."""

import pytest

from cms import paste
from cms.entering import understood
from cms.paste import plain_text
from consultation.provisions.blocks import Kind
from tests.factories.effort import endless, patterns_of, steps

WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Users/zhang/x.files/filelist.xml">
<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>起草人甲</o:Author></o:DocumentProperties>
</xml><![endif]--><style><!-- p.MsoNormal {margin:0cm; font-family:仿宋_GB2312;} --></style></head>
<body lang=ZH-CN style='text-justify-trim:punctuation'><!--StartFragment-->
<p class=MsoNormal align=center style='text-align:center'><b><span style='font-size:22.0pt;
font-family:方正小标宋简体'>某市停车收费
管理办法<span lang=EN-US><o:p></o:p></span></span></b></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US>
<span style='mso-list:Ignore'>一、<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;</span>
</span></span><![endif]>总体要求</p>
<p class=MsoNormal>（一）规范收费。停车收费应当明码标价。<del cite="mailto:x"
datetime="2026-01-01T10:00"><span>免费停车一小时。</span></del><ins cite="mailto:x">
<span>免费停车半小时。</span></ins><span style='mso-hide:all'>内部备注</span>
<a class=msocomanch href="#_msocom_1">[甲1]</a></p>
<p class=MsoNormal><!--[if gte vml 1]><v:shape><v:imagedata src="file:///C:/x.png"/></v:shape>
<![endif]--><![if !vml]>
<img width=100 src="data:image/png;base64,iVBORw0KGgoAAAANS"><![endif]></p>
<p class=MsoNormal>附表：收费标准</p>
<table class=MsoTableGrid border=1><tr><td width=300><p class=MsoNormal>区域<o:p></o:p></p></td>
<td><p class=MsoNormal>每小时<br>（元）</p></td></tr>
<tr><td><p>一类</p></td><td><p>4</p></td></tr></table>
<div style='mso-element:comment-list'><div style='mso-element:comment'>
<p class=MsoCommentText>局长说再议</p></div></div><!--EndFragment--></body></html>"""

WPS = """<div class="Section0"><p class="MsoNormal"
style="text-indent:32pt;mso-char-indent-count:2"><span style="mso-spacerun:'yes';font-family:仿宋">
第一条&nbsp;为了规范停车，制定本办法。</span></p>
<table><tbody><tr><td><p>第二条 停车场分为：</p><ol><li><p>公共停车场；</p></li>
<li><p>专用停车场。</p></li></ol></td></tr></tbody></table></div>"""


def test_word_keeps_its_structure_and_nothing_else():
    assert plain_text(WORD).splitlines() == [
        "某市停车收费管理办法",
        "一、  总体要求",
        "（一）规范收费。停车收费应当明码标价。免费停车半小时。",
        "附表：收费标准",
        "区域 | 每小时 （元）",
        "一类 | 4",
    ]


def test_a_frame_of_one_cell_keeps_its_paragraphs_and_a_list_its_numbers():
    assert plain_text(WPS).splitlines() == [
        "第一条 为了规范停车，制定本办法。",
        "第二条 停车场分为：",
        "1.公共停车场；",
        "2.专用停车场。",
    ]


def test_the_blocks_of_a_pasted_text():
    blocks = understood(plain_text(WORD)).blocks
    assert [(block.kind, block.label, block.heading) for block in blocks] == [
        (Kind.PARAGRAPH, "", ""),
        (Kind.PART, "一、", "总体要求"),
        (Kind.ARTICLE, "（一）", "规范收费"),
        (Kind.TABLE, "", "附表：收费标准"),
    ]
    assert blocks[-1].text == "区域 | 每小时 （元）\n一类 | 4"


@pytest.mark.parametrize(
    "row", ["区域\t每小时（元）\n一类\t4", "区域 | 每小时（元）\n一类 | 4"], ids=["tabs", "bars"]
)
def test_a_table_pasted_as_plain_text_is_a_table(row):
    (block,) = understood(row).blocks
    assert (block.kind, block.heading) == (Kind.TABLE, "表")
    assert block.text == "区域 | 每小时（元）\n一类 | 4"
    assert block.source_text == row


def test_one_line_with_a_tab_is_no_table():
    assert [block.kind for block in understood("联系人\t张某\n第二段。").blocks] == [
        Kind.PARAGRAPH,
        Kind.PARAGRAPH,
    ]


def test_what_stands_behind_a_heading_is_kept():
    text = "一、总体要求。坚持以人为本。（责任单位：市公安局）\n（一）甲事项。可以办理。"
    part, words, article = understood(text).blocks
    assert (part.kind, part.heading, part.text) == (Kind.PART, "总体要求", "")
    assert (words.kind, words.text) == (Kind.PARAGRAPH, "坚持以人为本。")
    assert words.responsibilities == ["市公安局"]
    assert article.kind == Kind.ARTICLE


def test_plain_text_is_left_as_it_is():
    assert plain_text("一、甲\r\n\x0b  二、乙 < 丙 &amp;\r三、\xa0丁") == (
        "一、甲\n二、乙 < 丙 &amp;\n三、 丁"
    )


@pytest.mark.parametrize(
    "broken",
    ["<p>甲<tr><td>乙<td>丙", "<table><tr>甲</tr></table>", "<p>甲</del></ol></tr>乙", "<p <p>甲",
     "甲<!-- 无尽", "<p>甲<del>乙", "<li>甲", "</td><p>甲"],
)  # fmt: skip
def test_broken_markup_is_read_without_a_failure(broken):
    assert "甲" in plain_text(broken)


def test_broken_rows_lose_no_word():
    assert plain_text("<p>甲<tr><td>乙<td>丙").splitlines() == ["甲", "乙 | 丙"]


@pytest.mark.parametrize(
    "piece",
    [
        "<!--",
        "<tr>",
        "<tr><td>",
        "<![if ",
        "&",
        "<div>",
        "<",
        "<a ",
        "<ol><li>",
        "一\n ",
        "\n",
        "a",
    ],
)
def test_twice_the_text_takes_twice_the_steps(piece):
    def effort(length):
        text = "<p>一<" + (piece * length)[:length]
        return steps(lambda: plain_text(text))

    assert effort(8_000) <= 2.2 * effort(4_000) + 100


def test_no_pattern_tries_a_long_text_again_and_again():
    """Line ends by the thousand, or a tag that never ends, once took minutes."""
    assert [one.pattern for one in patterns_of(paste) if endless(one) > 1] == []
    assert plain_text("<p>一" + "\n" * 400_000 + "a").split() == ["一", "a"]
    assert plain_text("<p><" + "a" * 400_000).startswith("<aaa")
