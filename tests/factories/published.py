"""Sections and texts that are public, written as facts."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from consultation.enums import ProvisionKind, Section, TextKind
from consultation.models import Consultation, SectionPublication, TextVersion
from consultation.text import ProvisionInput, freeze

PROVISIONS = (
    (ProvisionKind.PART, "一、", "总体要求", ""),
    (ProvisionKind.ARTICLE, "（一）", "放宽落户条件", "在城镇租房居住的，可以落户。"),
    (ProvisionKind.ITEM, "1.", "", "本人及共同居住的家属。"),
    (ProvisionKind.ARTICLE, "（二）", "养老服务", "增加社区食堂。"),
)


def make_section(consultation: Consultation, section: Section, **fields: Any) -> SectionPublication:
    defaults = {
        "published_at": consultation.published_at,
        "published_by": consultation.published_by,
    }
    return SectionPublication.objects.create(
        consultation=consultation, section=section, **(defaults | fields)
    )


def make_text(
    consultation: Consultation,
    *,
    at: datetime,
    kind: TextKind = TextKind.DRAFT,
    provisions: Any = PROVISIONS,
    title: str = "户籍改革意见（征求意见稿）",
) -> TextVersion:
    """A frozen text; provisions are (kind, label, heading, text)."""
    return freeze(
        consultation=consultation,
        kind=kind,
        title=title,
        provisions=[
            ProvisionInput(uid=uuid4(), kind=kind, label=label, heading=heading, text=text)
            for kind, label, heading, text in provisions
        ],
        by=consultation.created_by,
        at=at,
    )
