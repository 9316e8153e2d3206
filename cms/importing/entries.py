"""Where one entry of a feedback section ends and the next begins."""

import re
from dataclasses import dataclass, field

from cms.importing.feedback_counts import to_number_of
from cms.importing.rows import Row
from cms.importing.verdicts import CORE

_N = r"(?P<n>\d{1,3}|[一二两三四五六七八九十百]{1,4})"
_SAYS = r"(?:反映|建议|提出|认为|希望|询问|要求|咨询|提议|反馈|表示|意见|是|为|:|,)"
FAMILIES = {
    "counted": re.compile(
        rf"^(?:其中|另有|有)?,?{_N}\s*(?:条|位|名|个)(?:群众|市民|网民|网友|意见|建议)?{_SAYS}"
    ),
    "worded": re.compile(
        rf"^(?:第)?(?:公众|网民|群众|反馈)?(?:意见建议|意见|建议|问题|诉求|反馈|留言){_N}\s*(?:[:、.)]|(?=\s))"
    ),
    "ordinal": re.compile(rf"^第{_N}(?:条|个|项)(?:意见建议|意见|建议|问题|反馈)?\s*[:、,.]?"),
    "point": re.compile(r"^(?P<n>\d{1,3})\s*(?:[.、)](?!\d)|\s+(?=[一-龥]))"),
    "bracket": re.compile(rf"^\(\s*{_N}\s*\)"),
    "comma": re.compile(r"^(?P<n>[一二三四五六七八九十]{1,4})\s*、"),
    "asked": re.compile(
        r"^(?:公众|网民|网友|群众|市民|反馈)?(?:意见内容|意见建议|反馈意见|建议内容|意见|建议|问题|留言)[^。,:]{0,10}:"
    ),
}
_GROUP = re.compile(r"^(?:[(]?[一二三四五六七八九十\d]{1,3}[、.)]\s*)?(?:关于)?[^。,]{0,24}$")
_FIELD = re.compile(r"^(?:采纳情况|是否采纳|处理|答复|回复|理由|说明)[^:]{0,6}:")


@dataclass
class Entry:
    """The rows of one opinion with what the office says of it; `group` is the heading above."""

    rows: list[Row] = field(default_factory=list)
    group: str = ""
    mark: str = ""
    stands_for: int = 1

    @property
    def text(self) -> str:
        """The words without the number in front."""
        words = "\n".join(row.text for row in self.rows)
        return words[len(self.mark) :].strip()


def split_entries(rows: list[Row]) -> tuple[list[Row], list[Entry]]:
    """The opening rows, and the entries by the numbering that the page uses."""
    groups = {index for index, row in enumerate(rows) if is_group(row)}
    for name, pattern in FAMILIES.items():
        starts = _starts(rows, pattern, groups, counts_up=name not in ("counted", "asked"))
        if starts and (len(starts) > 1 or name in ("counted", "worded", "asked", "point")):
            return _cut(rows, starts, groups, pattern, keeps_mark=name == "counted")
    starts = [i for i, row in enumerate(rows) if i and i not in groups and CORE.search(row.plain)]
    return _cut(rows, starts, groups, re.compile(r"^"), keeps_mark=True)


def is_group(row: Row) -> bool:
    """A heading such as 二、未采纳的意见(2条) above entries that share its verdict."""
    return bool(
        len(row.text) <= 36
        and CORE.search(row.plain)
        and re.search(r"意见|建议|情况|采纳(?:的)?(?:\(?\d+条\)?)?:?$", row.plain)
        and _GROUP.match(row.plain.rstrip(":"))
        and not _FIELD.match(row.plain)
        and not re.match(r"^(?:采纳|部分采纳|不予采纳|未采纳|不采纳)$", row.plain)
        and not re.search(r"采纳情况", row.plain)
    )


def _starts(
    rows: list[Row], pattern: re.Pattern[str], groups: set[int], *, counts_up: bool
) -> list[int]:
    """Rows that open an entry; numbered ones must count up, anew under each group heading."""
    starts: list[int] = []
    expected = 1
    for index, row in enumerate(rows):
        if index in groups:
            expected = 1 if counts_up and _restarts(rows, index, pattern) else expected
            continue
        match = pattern.match(row.plain)
        if not match:
            continue
        if counts_up:
            if to_number_of(match["n"]) != expected:
                continue
            expected += 1
        starts.append(index)
    return starts


def _restarts(rows: list[Row], group: int, pattern: re.Pattern[str]) -> bool:
    following = (pattern.match(row.plain) for row in rows[group + 1 :])
    first = next((match for match in following if match), None)
    return first is not None and to_number_of(first["n"]) == 1


def _cut(
    rows: list[Row],
    starts: list[int],
    groups: set[int],
    pattern: re.Pattern[str],
    *,
    keeps_mark: bool,
) -> tuple[list[Row], list[Entry]]:
    if not starts:
        return rows, []
    entries: list[Entry] = []
    group = ""
    before = [index for index in groups if index < starts[0]]
    first = min([starts[0], *before])
    for index, row in enumerate(rows):
        if index in groups and index >= first:
            group = row.text
        elif index in starts:
            match = pattern.match(row.plain)
            number = to_number_of(match["n"]) if match and keeps_mark and match.re.groups else 1
            mark = "" if keeps_mark or not match else row.text[: match.end()]
            entries.append(Entry([row], group, mark, number or 1))
        elif entries and index > starts[0]:
            entries[-1].rows.append(row)
    opening = [row for i, row in enumerate(rows[: starts[0]]) if i not in groups or i < first]
    return opening, entries
