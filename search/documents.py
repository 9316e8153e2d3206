"""What is searchable: one published piece of words, with the facts to filter it by."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import nonmember
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LONGEST_BODY = 5_000


class Kind(TextChoices):
    NOTICE = "notice", _("Notice")
    DRAFT = "draft", _("Article of a draft")
    INTERPRETATION = "interpretation", _("Interpretation")
    BACKGROUND = "background", _("Background")
    REPORT = "report", _("Feedback report")
    ENTRY = "entry", _("Answer to an opinion")
    DELIBERATION = "deliberation", _("Deliberation")
    DECISION = "decision", _("Decision")
    PROVISION = "provision", _("Article of a decision")
    GUIDANCE = "guidance", _("Guidance")

    PARTS = nonmember(
        ("draft", "interpretation", "background", "entry", "deliberation", "provision")
    )


class Searchable(Protocol):
    """Whatever answers this can be found. The mapping holds fields of `SearchDocument`, without
    those that follow from the consultation.
    """

    def search_document(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class SearchDocument:
    """`title` is the document's own; that of a part (`Kind.PARTS`) is its matter's, which is
    context and alone makes no hit. `body` is plain text, `url` a path in the default language,
    `year` the local year in which the consultation was published, `page` the key of the Wagtail
    page, where there is one.
    """

    key: str
    kind: str
    title: str
    url: str
    published_at: datetime
    body: str = ""
    heading: str = ""
    section: str = ""
    consultation: int | None = None
    department: int | None = None
    topic: str = ""
    document_type: str = ""
    year: int | None = None
    page: int | None = None
    language: str = "zh-Hans"

    @property
    def is_part(self) -> bool:
        return self.kind in Kind.PARTS

    @property
    def digest(self) -> str:
        """Changes when anything about the document changes."""
        facts = asdict(self) | {"published_at": self.published_at.timestamp()}
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def pieces_of(document: SearchDocument) -> Iterator[SearchDocument]:
    """The document, or several where its body is longer than an index can keep positions for."""
    body, number = document.body, 1
    while len(body) > LONGEST_BODY:
        cut = body.rfind("\n", LONGEST_BODY // 2, LONGEST_BODY)
        cut = LONGEST_BODY if cut < 0 else cut
        yield replace(document, body=body[:cut], key=piece_key(document.key, number))
        body, number = body[cut:].lstrip("\n"), number + 1
    yield replace(document, body=body, key=piece_key(document.key, number))


def piece_key(key: str, number: int) -> str:
    return key if number == 1 else f"{key}~{number}"


def cut(documents: Iterable[SearchDocument]) -> Iterator[SearchDocument]:
    for document in documents:
        yield from pieces_of(document)
