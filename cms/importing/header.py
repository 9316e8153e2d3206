"""Title, tab names and the site's own lines above the first section."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from cms.importing.rows import Row

SECTIONS = (
    "notice",
    "draft",
    "interpretation",
    "background",
    "feedback",
    "deliberation",
    "decision",
    "comment_form",
)
_NAMES = {
    "notice": "公告内容|征集公告|公告正文|公告|通知公告|征求意见公告|征集内容|征求意见通知"
    "|征集说明",
    "draft": "草案全文|草案内容|草案正文|草案文本|决策草案|征求意见稿|征求意见稿全文|草案",
    "interpretation": "草案解读|政策解读|起草说明|草案说明|解读|解读材料|草案起草说明|文件解读",
    "background": "背景介绍|背景资料|背景材料|背景|决策背景|相关背景|起草背景|背景情况|事项背景",
    "feedback": "(?:公众)?意见(?:采纳|征集)?(?:采纳)?情况(?:反馈)?|采纳情况(?:反馈)?"
    "|(?:公众)?意见反馈"
    "|征集结果(?:反馈)?|结果反馈|反馈结果|(?:公众)?意见采纳反馈|意见采纳及反馈情况|意见征集结果",
    "deliberation": "会议审议|审议情况|集体审议|会议讨论|会议决定|集体讨论|会议审议情况|审议结果"
    "|常务会议审议",
    "decision": "决策公开|决策结果|决策公布|决定公布|决策发布|结果公开|正式文件|决策文件|文件发布"
    "|政策发布",
    "comment_form": "我要发表意见|发表意见|我要提意见|我要建言|提交意见|我要留言|意见提交|在线提交"
    "|我要参与"
    "|网上征集|我有话说|在线征集",
}
_TAB_NAMES = {key: re.compile(names) for key, names in _NAMES.items()}
_BULLET = re.compile(r"^[•·●○◦▪■◆▶►※\-*+]+\s*|^\d{1,2}[.、)]\s*(?=[一-龥]{2,14}$)")
_CHROME = re.compile(
    r"^(?:当前位置|您的位置|您当前|首页\s*[>»/]|网站首页|打印|关闭|分享|字号|\[?字体|扫一扫|版权所有|主办单位"
    r"|网站标识码|备案|ICP备|上一篇|下一篇|返回|责任编辑|浏览次数|【打印】|附件下载|回到顶部|技术支持|无障碍)"
)
_META = re.compile(
    r"(?:发布(?:日期|时间)|成文日期|来源|信息来源|发布(?:机构|单位|部门)|浏览次数|点击数|阅读次数|字号|征集(?:单位|部门|状态|时间)"
    r"|承办单位|起草单位|索引号|主题分类|开始时间|结束时间|征集主题|状态)\s*[:]"
)


@dataclass
class Header:
    """`tabs` are the names of the tabs with the section each stands for, None if unknown."""

    title: str = ""
    title_line: int = 0
    tabs: list[tuple[str, str | None]] = field(default_factory=list)
    meta: list[Row] = field(default_factory=list)

    @property
    def unknown_tabs(self) -> list[str]:
        return [name for name, key in self.tabs if key is None]


def section_of_tab(name: str) -> str | None:
    """The section that a tab of this name shows."""
    return next((key for key, names in _TAB_NAMES.items() if names.fullmatch(name)), None)


def read_header(rows: list[Row]) -> tuple[Header, list[Row]]:
    """The header and the rows below it; lines of the site itself are left out everywhere."""
    header = Header()
    rows = [row for row in rows if not _CHROME.match(row.plain)]
    body: list[Row] = []
    for index, row in enumerate(rows):
        near_top = index < 40 and not body
        names = _tab_names(row) if near_top else []
        known = {name for name, _ in header.tabs}
        if names and not known.issuperset(names) and (known or _is_tab_list(rows[index:])):
            header.tabs += [(name, section_of_tab(name)) for name in names]
        elif near_top and known and _continues_list(rows, index):
            header.tabs.append((row.text, None))
        elif near_top and _META.match(row.plain):
            header.meta.append(row)
        elif not header.title and not header.tabs and _could_be_title(row):
            header.title, header.title_line = row.text, row.line
        else:
            body.append(row)
    return header, body


def _continues_list(rows: list[Row], index: int) -> bool:
    """Whether an unknown name stands among the tabs: directly below one, or above another."""
    row, before, after = rows[index], rows[index - 1], rows[index + 1 : index + 2]
    if len(row.text) > 12 or re.search(r"[。,，:：;；*]", row.text):
        return False
    if after and _tab_names(after[0]):
        return True
    return bool(_tab_names(before)) and row.line == before.line + 1


def _tab_names(row: Row) -> list[str]:
    """The names on a row that could be part of a tab list."""
    bulleted = bool(_BULLET.match(row.text))
    parts = [_BULLET.sub("", part).strip() for part in re.split(r"\s*[|｜\t]\s*|\s{1,}", row.text)]
    parts = [part for part in parts if part]
    if len(parts) > 2 and sum(section_of_tab(part) is not None for part in parts) > 1:
        return parts
    name = _BULLET.sub("", row.text).strip()
    if re.search(r"[。,，:：;；]", name) or len(name) > 16:
        return []
    return [name] if bulleted or section_of_tab(name) else []


def _is_tab_list(rows: list[Row]) -> bool:
    """Whether a list of tabs begins here, and not a lone heading above a section."""
    names: list[str] = []
    for row in rows[:12]:
        on_row = _tab_names(row)
        if not on_row:
            break
        names += on_row
    return sum(section_of_tab(name) is not None for name in names) > 2


def _could_be_title(row: Row) -> bool:
    return 4 <= len(row.text) <= 120 and not row.text.endswith(("。", "；", ";"))


def meta_value(rows: Iterable[Row], *names: str) -> str:
    """What a line such as 发布单位:某局 says."""
    pattern = re.compile(rf"(?:{'|'.join(names)})\s*[:]\s*([^\s,;。|]+)")
    for row in rows:
        if match := pattern.search(row.plain):
            return match[1]
    return ""
