"""A legal text as the templates read it: headings, articles, what hangs beside each article."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from wagtail.images.models import Image

from consultation.enums import ProvisionKind, TextKind
from consultation.models import Provision, TextVersion
from consultation.text import ProvisionInput, anchors, parents_of

SIZE = "width-1200"


@dataclass
class Node:
    """One provision with its children; `comments` counts those that name it, None if untold."""

    kind: str
    anchor: str
    label: str
    heading: str
    text: str
    uid: UUID
    responsibilities: Sequence[str] = ()
    content: Any = None
    image: Any = None
    pk: int | None = None
    children: list["Node"] = field(default_factory=list)
    comments: int | None = None

    @property
    def is_heading(self) -> bool:
        return self.kind in ProvisionKind.HEADINGS

    @property
    def paragraphs(self) -> list[str]:
        return [line for line in self.text.splitlines() if line.strip()]

    @property
    def rows(self) -> list[list[str]]:
        return [[cell.strip() for cell in line.split("|")] for line in self.paragraphs]

    @property
    def name(self) -> str:
        """How an article is called in a sentence: （四）实行… or 第六条."""
        return f"{self.label}{self.heading}"


@dataclass(frozen=True)
class Document:
    """`lines` are headings and top provisions in reading order; `outline` pairs of a heading
    (None before the first) with its articles.
    """

    title: str
    number: int
    lines: list[Node]
    parts: int
    articles: int

    @property
    def is_run_in(self) -> bool:
        """Articles of a law have no headings: 第一条 runs into its sentence."""
        return not any(node.heading for node in self.lines if node.kind == ProvisionKind.ARTICLE)

    @property
    def outline(self) -> list[tuple[Node | None, list[Node]]]:
        found: list[tuple[Node | None, list[Node]]] = []
        for node in self.lines:
            if node.is_heading:
                found.append((node, []))
            elif node.kind == ProvisionKind.ARTICLE:
                if not found:
                    found.append((None, []))
                found[-1][1].append(node)
        return found


def document_of(version: TextVersion, counts: Mapping[UUID, int] | None = None) -> Document:
    """The frozen text; two queries, provisions and their responsibilities, two more for figures."""
    rows = list(version.provisions.in_order().prefetch_related("responsibilities"))
    nodes = {row.pk: node_of(row) for row in rows}
    for row in rows:
        if counts is not None:
            nodes[row.pk].comments = counts.get(row.uid, 0)
    hang_pictures(nodes.values())
    lines = arrange([(nodes[row.pk], nodes.get(row.parent_id)) for row in rows])
    return built(version.title, version.number, lines)


def node_of(row: Provision) -> Node:
    names = sorted(row.responsibilities.all(), key=lambda charged: charged.position)
    return Node(
        kind=row.kind, anchor=row.anchor, label=row.label, heading=row.heading, text=row.text,
        uid=row.uid, responsibilities=[charged.name for charged in names], content=row.content,
        pk=row.pk,
    )  # fmt: skip


def preview_of(title: str, kind: TextKind, blocks: Sequence[ProvisionInput]) -> Document:
    """The same for blocks that are not frozen yet: an editor's preview."""
    names, parents = anchors(kind, blocks), parents_of(blocks)
    nodes = [
        Node(
            kind=block.kind, anchor=name, label=block.label, heading=block.heading,
            text=block.text, uid=block.uid, responsibilities=block.responsibilities,
            content=block.content,
        )
        for block, name in zip(blocks, names, strict=True)
    ]  # fmt: skip
    hang_pictures(nodes)
    pairs = [
        (node, nodes[parent] if parent is not None else None)
        for node, parent in zip(nodes, parents, strict=True)
    ]
    return built(title, 0, arrange(pairs))


def hang_pictures(nodes: Iterable[Node]) -> None:
    """Give figures their pictures, ready in the size that pages show."""
    figures = [node for node in nodes if node.kind == ProvisionKind.FIGURE and node.content]
    if not figures:
        return
    wanted = [node.content["image"] for node in figures]
    found = Image.objects.prefetch_renditions(SIZE).in_bulk(wanted)
    for node in figures:
        node.image = found.get(node.content["image"])


def arrange(pairs: Iterable[tuple[Node, Node | None]]) -> list[Node]:
    """Headings stay in line with their articles; what stands below an article nests in it."""
    lines = []
    for node, parent in pairs:
        if parent is None or parent.is_heading:
            lines.append(node)
        else:
            parent.children.append(node)
    return lines


def built(title: str, number: int, lines: list[Node]) -> Document:
    return Document(
        title=title,
        number=number,
        lines=lines,
        parts=sum(node.kind in (ProvisionKind.PART, ProvisionKind.CHAPTER) for node in lines),
        articles=sum(node.kind == ProvisionKind.ARTICLE for node in lines),
    )
