"""Lines as the blocks of an editor: tables are put together, no word behind a heading lost."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from consultation.provisions.blocks import Block, Kind

CAPTION = 60


def composed(blocks: Sequence[Block]) -> list[Block]:
    """Composing twice changes nothing more."""
    found: list[Block] = []
    for is_row, group in groupby(whole(blocks), key=is_table_row):
        run = list(group)
        if is_row and len(run) > 1:
            caption = found.pop() if found and is_caption(found[-1]) else None
            found.append(table(run, caption))
        else:
            found += run
    return found


def whole(blocks: Iterable[Block]) -> Iterable[Block]:
    """A heading block has no room for the sentence and the clause that stand behind a heading."""
    for block in blocks:
        if block.kind.is_heading and block.heading and (block.text or block.clauses):
            yield replace(block, text="", clauses=[])
            yield Block(
                Kind.PARAGRAPH, "", None, "", block.text, block.source_text, block.line,
                clauses=block.clauses,
            )  # fmt: skip
        else:
            yield block


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.replace("\t", "|").split("|")]


def is_table_row(block: Block) -> bool:
    is_plain = block.kind is Kind.PARAGRAPH and not block.clauses
    return is_plain and len([cell for cell in cells(block.source_text) if cell]) > 1


def is_caption(block: Block) -> bool:
    return block.kind is Kind.PARAGRAPH and len(block.text) <= CAPTION and "。" not in block.text


def table(rows: Sequence[Block], caption: Block | None) -> Block:
    first = caption or rows[0]
    return Block(
        kind=Kind.TABLE,
        label="",
        number=None,
        heading=caption.text.rstrip("：:") if caption else "表",
        text="\n".join(" | ".join(cells(row.source_text)) for row in rows),
        source_text="\n".join(row.source_text for row in [*filter(None, [caption]), *rows]),
        line=first.line,
    )
