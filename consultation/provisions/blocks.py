"""What a parsed text consists of: a flat list of typed blocks whose tree follows from sequence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from consultation.provisions.numbering import Style
from consultation.provisions.responsibilities import Clause
from consultation.provisions.typography import typeset


class Kind(StrEnum):
    """The levels that parsing finds, outermost first; values as in `ProvisionKind`.

    Parsing reads a table as lines; it is put together where blocks are made of them.
    """

    PART = "part"
    CHAPTER = "chapter"
    SECTION = "section"
    ARTICLE = "article"
    ITEM = "item"
    PARAGRAPH = "paragraph"
    TABLE = "table"

    @property
    def is_heading(self) -> bool:
        return self in (Kind.PART, Kind.CHAPTER, Kind.SECTION)


@dataclass
class Block:
    """One provision. `label` is rendered and repaired, `text` is for display, without label,
    heading and responsibility clauses; `source_text` is the line as it came (R5).
    """

    kind: Kind
    label: str
    number: int | None
    heading: str
    text: str
    source_text: str
    line: int
    style: Style | None = None
    clauses: list[Clause] = field(default_factory=list)

    @property
    def responsibilities(self) -> list[str]:
        """The names charged, as printed, in order."""
        return [typeset(name) for clause in self.clauses for name in clause.names]


@dataclass(frozen=True)
class Repair:
    """A lost token. `kind` is part_numeral, article_number, document_number or date.

    `proven` means that the sequence leaves no other reading, so that it was applied (R7, R8).
    """

    kind: str
    line: int
    found: str
    proposed: str
    proven: bool


@dataclass(frozen=True)
class Doubt:
    """Something a person should look at. `kind` is gap, item_number or not_numbered."""

    kind: str
    line: int
    found: str
    expected: str


@dataclass
class ParsedText:
    """Blocks in order, with what had to be repaired and what remains doubtful."""

    blocks: list[Block]
    repairs: list[Repair] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def count(self, kind: Kind) -> int:
        return sum(block.kind is kind for block in self.blocks)

    @property
    def parts(self) -> int:
        """Headings of the outermost level that the text has: 编, else 一、 or 章, else 节."""
        counts = (self.count(kind) for kind in (Kind.PART, Kind.CHAPTER, Kind.SECTION))
        return next((count for count in counts if count), 0)

    @property
    def articles(self) -> int:
        return self.count(Kind.ARTICLE)

    @property
    def items(self) -> int:
        """Items that stand directly in an article or part, not within another item."""
        above = parents(self.blocks)
        return sum(
            block.kind is Kind.ITEM
            and (parent is None or self.blocks[parent].kind is not Kind.ITEM)
            for block, parent in zip(self.blocks, above, strict=True)
        )

    @property
    def responsibility_clauses(self) -> int:
        return sum(len(block.clauses) for block in self.blocks)


_DEPTH = {Kind.PART: 0, Kind.CHAPTER: 1, Kind.SECTION: 2, Kind.ARTICLE: 3}
_ITEM_DEPTH = {Style.COMMA: 4, Style.BRACKET: 5, Style.POINT: 6, Style.DIGIT_BRACKET: 7}


def parents(blocks: Sequence[Block]) -> list[int | None]:
    """For each block the index of the block it belongs to.

    An unnumbered paragraph belongs to an item only where the item is a mere heading.
    """
    above: list[int | None] = []
    path: list[tuple[int, int]] = []
    for index, block in enumerate(blocks):
        if block.kind in (Kind.PARAGRAPH, Kind.TABLE):
            depth = 9 if path and _is_bare_item(blocks[path[-1][1]]) else 4
        elif block.kind is Kind.ITEM:
            depth = _ITEM_DEPTH.get(block.style or Style.POINT, 6)
        else:
            depth = _DEPTH[block.kind]
        while path and path[-1][0] >= depth:
            path.pop()
        above.append(path[-1][1] if path else None)
        if block.kind not in (Kind.PARAGRAPH, Kind.TABLE):
            path.append((depth, index))
    return above


def _is_bare_item(block: Block) -> bool:
    return block.kind is Kind.ITEM and not block.text
