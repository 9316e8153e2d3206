"""A legal text entered as one long text: parsed into blocks, with identities kept (R3)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from cms.composing import composed
from consultation.provisions.alignment import align_ids
from consultation.provisions.blocks import Block, Kind, ParsedText
from consultation.provisions.parsing import parse_text


def understood(text: str) -> ParsedText:
    """What the parser makes of a text, for the preview before anything is saved."""
    parsed = parse_text(text)
    parsed.blocks = composed(parsed.blocks)
    return parsed


def stream_of(blocks: Sequence[Block], ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The blocks as a StreamField value."""
    return [
        {"id": str(uid), "type": block.kind.value, "value": value_of(block)}
        for block, uid in zip(blocks, ids, strict=True)
    ]


def value_of(block: Block) -> dict[str, Any]:
    value = {"label": block.label, "heading": block.heading, "source_text": block.source_text}
    if block.kind is Kind.TABLE:
        return {"heading": block.heading, "text": block.text}
    if block.kind.is_heading:
        return value | {"heading": block.heading or block.text}
    return value | {
        "text": block.text,
        "responsibilities": "、".join(block.responsibilities),
    }


def enter(page: Any, parsed: ParsedText) -> None:
    """Put the parsed text into `page.body`; a provision that was there keeps its identity."""
    blocks = composed(parsed.blocks)
    ids = align_ids(list(page.provisions()), blocks)
    field = type(page).body.field
    page.body = field.to_python(stream_of(blocks, ids))
