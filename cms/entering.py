"""A legal text entered as one long text: parsed into blocks, with identities kept (R3)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from cms.composing import composed
from consultation.enums import ProvisionKind
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
    """Put the parsed text into `page.body`; a provision that was there keeps its identity.

    A figure, which no pasted text holds, stays behind the provision that it stood behind.
    """
    blocks = composed(parsed.blocks)
    written = [one for one in page.provisions() if one.kind != ProvisionKind.FIGURE]
    stream = stream_of(blocks, align_ids(written, blocks))
    field = type(page).body.field
    page.body = field.to_python(with_figures(stream, page.body.raw_data))


def figures_in(page: Any) -> int:
    return sum(block["type"] == ProvisionKind.FIGURE for block in page.body.raw_data)


def with_figures(
    stream: list[dict[str, Any]], before: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """`stream` with the figures of the text before, each behind the nearest block that is left."""
    left = {block["id"] for block in stream}
    behind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    place = ""
    for block in before:
        if block["type"] == ProvisionKind.FIGURE:
            behind[place].append(dict(block))
        elif block.get("id") in left:
            place = block["id"]
    whole = behind[""]
    for block in stream:
        whole += [block, *behind[block["id"]]]
    return whole
