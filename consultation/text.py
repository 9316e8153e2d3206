"""Freezing a published legal text into an immutable version and its tree of provisions."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from consultation import audit, outbox
from consultation.enums import ProvisionKind, TextKind
from consultation.errors import DomainError
from consultation.models import Consultation, Department, Provision, Responsibility, TextVersion
from consultation.transactions import writing

DEPTH = {
    ProvisionKind.PART: 0,
    ProvisionKind.CHAPTER: 1,
    ProvisionKind.SECTION: 2,
    ProvisionKind.ARTICLE: 3,
    ProvisionKind.ITEM: 4,
    ProvisionKind.PARAGRAPH: 5,
    ProvisionKind.TABLE: 5,
    ProvisionKind.FIGURE: 5,
}
ANCHORS = {TextKind.DRAFT: "p", TextKind.DECISION: "d"}


class UnableToFreeze(DomainError):
    """A text has no provision, or names one twice."""


@dataclass(frozen=True)
class ProvisionInput:
    """One block of a text as edited; the tree follows from the sequence of kinds."""

    uid: UUID
    kind: ProvisionKind
    label: str = ""
    heading: str = ""
    text: str = ""
    source_text: str = ""
    responsibilities: Sequence[str] = field(default_factory=tuple)
    content: Any = None


def freeze(
    *,
    consultation: Consultation,
    kind: TextKind,
    title: str,
    provisions: Sequence[ProvisionInput],
    by: Any,
    at: datetime,
    erratum_reason: str = "",
) -> TextVersion:
    """Write the next version of a text with its provisions (R3–R5, R10).

    Freezing the very words of the newest version again returns that version. Raises
    `UnableToFreeze` for an empty text or a block that occurs twice.
    """
    if not provisions:
        raise UnableToFreeze(_("The text is empty."))
    if len({block.uid for block in provisions}) < len(provisions):
        raise UnableToFreeze(
            _("Two blocks of the text have the same identity; copy the text anew.")
        )
    digest = digest_of(title, provisions)
    newest = consultation.texts.filter(kind=kind).newest_first().first()
    if newest and newest.digest == digest:
        return newest
    with writing():
        last = consultation.texts.filter(kind=kind).aggregate(n=Max("number"))["n"] or 0
        version = TextVersion.objects.create(
            consultation=consultation, kind=kind, number=last + 1, title=title, digest=digest,
            erratum_reason=erratum_reason, frozen_at=at, frozen_by=by,
        )  # fmt: skip
        write_provisions(version, provisions)
        audit.record(
            verb="text.freeze", by=by, at=at, consultation=consultation, subject=version,
            kind=kind.value, number=version.number, digest=digest, reason=erratum_reason,
        )  # fmt: skip
        outbox.write(topic="search.refresh", at=at, consultation=consultation.pk)
    return version


def split_names(names: str) -> list[str]:
    """Departments named in one line, as typed between 、 or commas."""
    return [name.strip() for name in re.split(r"[、，,;；]", names) if name.strip()]


def digest_of(title: str, provisions: Sequence[ProvisionInput]) -> str:
    """SHA-256 over the canonical form of a text, in hexadecimal."""
    rows = [
        [
            str(block.uid), block.kind, block.label, block.heading, block.text,
            block.source_text, list(block.responsibilities), block.content,
        ]
        for block in provisions
    ]  # fmt: skip
    canonical = json.dumps([title, rows], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def write_provisions(version: TextVersion, blocks: Sequence[ProvisionInput]) -> None:
    names = anchors(TextKind(version.kind), blocks)
    parents = parents_of(blocks)
    rows: list[Provision] = []
    known = departments_by_name()
    for position, block in enumerate(blocks, start=1):
        parent = parents[position - 1]
        row = Provision.objects.create(
            version=version, uid=block.uid, kind=block.kind, position=position,
            parent=rows[parent] if parent is not None else None,
            label=block.label, anchor=names[position - 1], heading=block.heading,
            text=block.text, source_text=block.source_text, content=block.content,
        )  # fmt: skip
        rows.append(row)
    Responsibility.objects.bulk_create(
        Responsibility(
            provision=row, name=name, position=position, department=known.get(name.strip())
        )
        for row, block in zip(rows, blocks, strict=True)
        for position, name in enumerate(block.responsibilities)
    )


def departments_by_name() -> dict[str, Department]:
    """Every name a text may use, short names and aliases included, to its department (R10)."""
    known: dict[str, Department] = {}
    for department in Department.objects.prefetch_related("aliases"):
        names = [
            department.name,
            department.short_name,
            *(a.name for a in department.aliases.all()),
        ]
        known.update(dict.fromkeys(filter(None, names), department))
    return known


def parents_of(blocks: Sequence[ProvisionInput]) -> list[int | None]:
    """For each block the index of the nearest earlier block of a shallower level."""
    parents: list[int | None] = []
    path: list[tuple[int, int]] = []
    for index, block in enumerate(blocks):
        depth = DEPTH[ProvisionKind(block.kind)]
        while path and path[-1][0] >= depth:
            path.pop()
        parents.append(path[-1][1] if path else None)
        path.append((depth, index))
    return parents


def anchors(kind: TextKind, blocks: Sequence[ProvisionInput]) -> list[str]:
    """Addresses within the text: `part2`, `p4`, `p4-2`; in a decision `d4`. Unique in a text."""
    letter = ANCHORS[kind]
    counts: dict[str, int] = {}
    names: list[str] = []
    article = ""
    for block in blocks:
        if block.kind in ProvisionKind.HEADINGS:
            stem = block.kind.value if isinstance(block.kind, ProvisionKind) else block.kind
            article = ""
        elif block.kind == ProvisionKind.ARTICLE:
            stem = letter
        else:
            stem = f"{article or letter + '0'}-"
            if block.kind != ProvisionKind.ITEM:
                stem += block.kind[0]
        counts[stem] = counts.get(stem, 0) + 1
        name = f"{stem}{counts[stem]}"
        if block.kind == ProvisionKind.ARTICLE:
            article = name
        names.append(name)
    return names
