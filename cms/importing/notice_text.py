"""What a notice says: who asks, about which documents, until when, and how to answer."""

import re
from dataclasses import dataclass, field
from datetime import date

from cms.importing.contacts import Channels, channels_in
from cms.importing.offices import leading_office
from cms.importing.period import Period, period_in
from cms.importing.rows import Row
from cms.importing.signatures import Signature, take_signature

_DOCUMENT = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》")
_DRAFT = re.compile(r"[(（](?:公开)?(?:征求意见稿|草案|送审稿|意见征求稿)[^)）]{0,8}[)）]")


@dataclass(frozen=True)
class ImportedNotice:
    """`documents` are the drafts named, without brackets; `lead` is empty where none is named."""

    documents: tuple[str, ...] = ()
    lead: str = ""
    channels: Channels = field(default_factory=Channels)
    period: Period = field(default_factory=Period)
    signature: Signature = field(default_factory=Signature)


def read_notice(rows: list[Row], *, published_on: date | None, year: int | None) -> ImportedNotice:
    body, signature = take_signature(rows)
    text = "\n".join(row.text for row in body)
    return ImportedNotice(
        documents=tuple(
            dict.fromkeys(name for name in _DOCUMENT.findall(text) if _DRAFT.search(name))
        ),
        lead=leading_office(text),
        channels=channels_in(rows),
        period=period_in(text, published_on=published_on or signature.signed_on, year=year),
        signature=signature,
    )
