"""What `import_page --json` prints."""

from datetime import date
from typing import Any

from cms.importing.page import ImportedPage
from consultation.provisions.blocks import ParsedText


def as_json(page: ImportedPage) -> dict[str, Any]:
    """Plain values: whole numbers, ISO dates, lines from 1; None where the page says nothing."""
    counts = page.feedback.counts
    return {
        "title": page.title,
        "lead_department": page.lead or None,
        "sections": list(page.sections),
        "period": {
            "opens_on": _day(page.period.opens_on),
            "closes_on": _day(page.period.closes_on),
        },
        "channels": {
            "emails": list(page.notice.channels.emails),
            "addresses": list(page.notice.channels.addresses),
            "phones": list(page.notice.channels.phones),
        },
        "draft": _text(page.draft.text),
        "decision": _text(page.decision.text)
        | {
            "document_number": page.decision.document_number or None,
            "document_date": _day(page.decision.document_date),
            "addressees": page.decision.addressees or None,
        },
        "feedback": {
            "people": counts.people,
            "opinions": counts.opinions,
            "adopted": counts.adopted,
            "partly_adopted": counts.partly_adopted,
            "not_adopted": counts.not_adopted,
            "entries": [
                {
                    "text": entry.text,
                    "printed_label": entry.label or None,
                    "answering_department": entry.office or None,
                }
                for entry in page.feedback.entries
            ],
            "signed_by": page.feedback.signed_by or None,
            "signed_on": _day(page.feedback.signed_on),
        },
        "deliberation": {"meeting": page.meeting.number},
        "repairs": [
            {
                "kind": located.repair.kind,
                "line": located.repair.line,
                "found": located.repair.found,
                "proposed": located.repair.proposed,
            }
            for located in page.repairs
        ],
        "warnings": page.warnings,
    }


def _text(text: ParsedText | None) -> dict[str, Any]:
    return {
        "parts": text.parts if text else 0,
        "articles": text.articles if text else 0,
        "items": text.items if text else 0,
        "responsibility_clauses": text.responsibility_clauses if text else 0,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
