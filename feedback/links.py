"""Links from points to the articles that they speak of, and to those that show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from consultation.enums import Section
from consultation.models import Consultation, Provision
from consultation.sections import section_url
from feedback.models import Point
from feedback.reports.words import citation


@dataclass(frozen=True)
class Link:
    label: str
    url: str


def articles(point: Point, named_in: str | None = None) -> list[Link]:
    """The articles of the draft; with `named_in` only those that a frozen row still names."""
    links = linked(point.comment.consultation, Section.DRAFT, point.provisions.all())
    return [link for link in links if named_in is None or link.label in named_in]


def linked(
    consultation: Consultation, section: Section, provisions: Iterable[Provision]
) -> list[Link]:
    ordered = sorted(provisions, key=lambda one: one.position)
    address = section_url(consultation, section) if ordered else ""
    return [Link(citation(one), f"{address}#{one.anchor}") for one in ordered]


def is_public(consultation: Consultation, section: Section) -> bool:
    """Whether the section was published and is not held back; reads prefetched `publications`."""
    return any(
        row.section == section and row.held_at is None for row in consultation.publications.all()
    )
