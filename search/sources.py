"""The published words that are rows: articles of texts, reports and answers, meeting, decision."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from consultation.enums import ProvisionKind, Section, TextKind
from consultation.models import Decision, Deliberation, Provision, TextVersion
from feedback.enums import ReportKind
from feedback.models import Report
from search.addresses import address
from search.documents import Kind


@dataclass(frozen=True)
class Words:
    fields: dict[str, Any]

    def search_document(self) -> dict[str, Any]:
        return self.fields


@dataclass
class Piece:
    """A heading or an article with everything that stands beneath it up to the next one."""

    head: Provision
    lines: list[str] = field(default_factory=list)


def draft_text(consultation_id: int | None) -> Iterator[Words]:
    """The newest version of the draft, a document for each heading and each article."""
    versions = TextVersion.objects.filter(consultation=consultation_id, kind=TextKind.DRAFT)
    version = versions.newest_first().select_related("consultation").first()
    if version:
        yield from articles_of(version, section=Section.DRAFT, kind=Kind.DRAFT)


def decision(consultation_id: int | None) -> Iterator[Words]:
    """The head of the published decision, then its text like that of a draft."""
    found = (
        Decision.objects.filter(consultation=consultation_id, published_at__isnull=False)
        .select_related("consultation", "text__consultation")
        .first()
    )
    if not found:
        return
    yield Words(
        {
            "key": f"decision-{found.pk}",
            "kind": Kind.DECISION,
            "section": Section.DECISION,
            "title": found.title,
            "heading": found.document_number,
            "body": "\n".join(filter(None, [found.issuer, found.addressees])),
            "url": address(found.consultation, Section.DECISION),
            "published_at": found.published_at,
        }
    )
    if found.text:
        yield from articles_of(found.text, section=Section.DECISION, kind=Kind.PROVISION)


def articles_of(version: TextVersion, *, section: Section, kind: Kind) -> Iterator[Words]:
    for piece in pieces_of(version):
        head = piece.head
        yield Words(
            {
                "key": f"text-{version.pk}-{head.position}",
                "kind": kind,
                "section": section,
                "title": version.title,
                "heading": f"{head.label}{head.heading}",
                "body": "\n".join(piece.lines),
                "url": f"{address(version.consultation, section)}#{head.anchor}",
                "published_at": version.frozen_at,
            }
        )


def pieces_of(version: TextVersion) -> Iterator[Piece]:
    piece = None
    for provision in version.provisions.in_order():
        starts = provision.kind in (*ProvisionKind.HEADINGS, ProvisionKind.ARTICLE)
        if starts or piece is None:
            if piece:
                yield piece
            piece = Piece(provision, [provision.text] if provision.text else [])
        else:
            piece.lines.append(line_of(provision))
    if piece:
        yield piece


def line_of(provision: Provision) -> str:
    words = f"{provision.label}{provision.heading}{provision.text}"
    return "\n".join(filter(None, [words, " ".join(strings_in(provision.content))]))


def strings_in(content: Any) -> Iterator[str]:
    """The words of a table: strings at any depth of its rows."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for part in content:
            yield from strings_in(part)
    elif isinstance(content, dict):
        for part in content.values():
            yield from strings_in(part)


def report(consultation_id: int | None) -> Iterator[Words]:
    """The report that counts, the final one before an interim, and each of its answers."""
    published = Report.objects.published().filter(consultation=consultation_id)
    reports = published.select_related("consultation").order_by("-version")
    found = reports.filter(kind=ReportKind.FINAL).first() or reports.first()
    if not found:
        return
    common = {
        "section": Section.FEEDBACK,
        "title": found.title,
        "url": address(found.consultation, Section.FEEDBACK),
        "published_at": found.published_at,
    }
    yield Words(
        {
            **common,
            "key": f"report-{found.pk}",
            "kind": Kind.REPORT,
            "body": "\n".join(filter(None, [found.introduction, found.closing])),
        }
    )
    for entry in found.entries.order_by("position"):
        words = [entry.text, entry.reason, entry.legal_basis, entry.answered_by]
        yield Words(
            {
                **common,
                "key": f"answer-{entry.pk}",
                "kind": Kind.ENTRY,
                "url": f"{common['url']}?point={entry.point_id}",
                "heading": entry.topic,
                "body": "\n".join(filter(None, words)),
            }
        )


def deliberations(consultation_id: int | None) -> Iterator[Words]:
    published = Deliberation.objects.filter(
        consultation=consultation_id, published_at__isnull=False
    )
    for meeting in published.select_related("consultation").order_by("pk"):
        yield Words(
            {
                "key": f"deliberation-{meeting.pk}",
                "kind": Kind.DELIBERATION,
                "section": Section.DELIBERATION,
                "title": meeting.consultation.title,
                "heading": meeting.meeting,
                "body": meeting.public_line,
                "url": address(meeting.consultation, Section.DELIBERATION),
                "published_at": meeting.published_at,
            }
        )
