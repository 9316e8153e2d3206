"""Tables of opinions that were flattened to one cell a line, or one row a line."""

import re
from dataclasses import dataclass, field

from cms.importing.rows import Row
from cms.importing.verdicts import ANY, CORE

COLUMNS = {
    "number": r"序\s*号|编号",
    "person": r"反馈人|建议人|姓名|提出(?:人|单位)|来源|单位(?:或|/)个人|反馈(?:单位|渠道|途径"
    r"|方式)|渠道|征集渠道|意见来源",
    "article": r"涉及条款|条款|条文|章节",
    "opinion": r"(?:公众|反馈|主要|征集|修改)?(?:意见|建议)(?:和建议|建议|及建议)?(?:内容|摘要)?"
    r"|反馈意见|意见内容|内容|反馈内容|修改意见",
    "label": r"(?:意见)?采纳情况|是否采纳|采纳与否|处理(?:情况|结果|意见)|采纳意见|研究处理情况"
    r"|吸收情况",
    "answer": r"(?:不?采纳|未采纳|不予采纳)?(?:的)?理由(?:及说明|说明)?|(?:情况)?说明|原因"
    r"|答复(?:意见|内容|情况)?|回复(?:意见|内容)?|备注|反馈情况",
    "office": r"(?:答复|责任|承办|办理|回复)(?:单位|部门)",
}
_COLUMN = {
    name: re.compile(rf"(?:{pattern})(?:\(.{{0,12}}\))?") for name, pattern in COLUMNS.items()
}


@dataclass
class TableRow:
    """Cells by column name; `line` is where the row begins."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)


def column_of(cell: str) -> str:
    return next((name for name, pattern in _COLUMN.items() if pattern.fullmatch(cell.strip())), "")


def read_table(rows: list[Row]) -> tuple[list[Row], list[TableRow]]:
    """The rows above a table of opinions, and its rows; none if there is no such table."""
    cells = [(row, cell.strip()) for row in rows for cell in re.split(r"\t| {2,}|[|｜]", row.text)]
    cells = [(row, cell) for row, cell in cells if cell]
    for index in range(len(cells)):
        columns: list[str] = []
        for _, cell in cells[index:]:
            name = column_of(cell)
            if not name or (name in columns and name != "answer"):
                break
            columns.append(name)
        if len(columns) >= 3 and "opinion" in columns and {"label", "answer"} & set(columns):
            body = cells[index + len(columns) :]
            above = [row for row in rows if row.line < cells[index][0].line]
            return above, _rows(body, columns)
    return rows, []


def _rows(cells: list[tuple[Row, str]], columns: list[str]) -> list[TableRow]:
    if columns[0] != "number":
        size = len(columns)
        groups = [cells[i : i + size] for i in range(0, len(cells) - size + 1, size)]
        return [_row(group, columns) for group in groups]
    groups = []
    for row, cell in cells:
        if re.fullmatch(rf"{len(groups) + 1}[.、]?", cell):
            groups.append([(row, cell)])
        elif groups:
            groups[-1].append((row, cell))
    return [_row(group, columns) for group in groups]


def _row(cells: list[tuple[Row, str]], columns: list[str]) -> TableRow:
    """Cells to columns in order; where a cell took several lines, the verdict tells them apart."""
    line = cells[0][0].line
    texts = [text for _, text in cells]
    if len(texts) == len(columns) or "label" not in columns:
        return TableRow(line, _joined(columns, texts))
    at = columns.index("label")
    verdict = next(
        (i for i in range(at if at < len(texts) else 0, len(texts)) if _is_verdict(texts[i])), None
    )
    if verdict is None:
        return TableRow(line, _joined(columns, texts))
    found = _joined(columns[:at], texts[:verdict])
    found["label"] = texts[verdict]
    return TableRow(line, found | _joined(columns[at + 1 :], texts[verdict + 1 :]))


def _is_verdict(text: str) -> bool:
    return len(text) <= 10 and bool(CORE.search(text) or ANY.search(text) or text in ("是", "否"))


def _joined(columns: list[str], texts: list[str]) -> dict[str, str]:
    """Surplus cells go to the last column; a missing one stays empty."""
    found: dict[str, str] = {}
    for index, text in enumerate(texts):
        name = columns[min(index, len(columns) - 1)] if columns else ""
        if name:
            found[name] = f"{found[name]}\n{text}" if name in found else text
    return found
