"""What became of an imported matter: its entries as points, its report, meeting and decision."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from cms.importing.bodies import department, place_of
from cms.importing.feedback_text import ImportedEntry
from cms.importing.page import ImportedPage
from consultation import lifecycle
from consultation.enums import Channel, MeetingResult, Section, TextKind
from consultation.models import Consultation, Decision, Deliberation
from feedback import receipts
from feedback.enums import Outcome, WorkState
from feedback.models import Comment, Point
from feedback.queues import changes
from feedback.reports.publishing import import_report

Clean = Callable[[str], str]
TITLE = 40


def write(
    page: ImportedPage, consultation: Consultation, clean: Clean, *, by: Any, at: datetime
) -> None:
    publish = {"consultation": consultation, "by": by, "at": at}
    if "feedback" in page.sections:
        for entry in page.feedback.entries:
            answer(entry, consultation, clean, by=by, at=at)
        import_report(
            title=_("Feedback on the comments received: %(title)s")
            % {"title": consultation.title[:200]},
            introduction=clean(page.feedback.opening),
            signed_as=page.feedback.signed_by or consultation.lead.name,
            signed_on=page.feedback.signed_on,
            printed_figures=printed(page),
            **publish,
        )
        lifecycle.record_report(**publish)
        lifecycle.publish_section(section=Section.FEEDBACK, **publish)
    if "deliberation" in page.sections:
        meet(page, consultation, clean, by=by, at=at)
        lifecycle.publish_section(section=Section.DELIBERATION, **publish)
    if decide(page, consultation, clean, by=by, at=at):
        lifecycle.publish_section(section=Section.DECISION, **publish)


def printed(page: ImportedPage) -> dict[str, int]:
    """The numbers as the page prints them; what it does not print is left out (R58)."""
    counts = page.feedback.counts
    found = {
        "people": counts.people, "opinions": counts.opinions, "adopted": counts.adopted,
        "partly_adopted": counts.partly_adopted, "not_adopted": counts.not_adopted,
    }  # fmt: skip
    return {name: number for name, number in found.items() if number is not None}


def answer(
    entry: ImportedEntry, consultation: Consultation, clean: Clean, *, by: Any, at: datetime
) -> None:
    """One entry is one comment with one point; only a person splits it further."""
    period = consultation.current_period
    received = period.closes_at - timedelta(minutes=1) if period else at
    number = receipts.new_number(at)
    words = clean(entry.text)
    comment = Comment.objects.create(
        consultation=consultation, period=period, receipt_number=number,
        query_code_hash=receipts.hash_code(number, receipts.code_of(uuid4())),
        channel=Channel.IMPORTED, received_at=received, title=words[:TITLE], body=words,
        signatories=max(1, entry.stands_for), printed_label=entry.label[:40],
        entered_at=at, entered_by=by,
    )  # fmt: skip
    changes.note(consultation.pk, [comment.pk])
    outcome = Outcome(entry.kind) if entry.kind in Outcome.values else Outcome.NOTED
    place = place_of(consultation.decision_body.name)
    office = department(entry.office, place=place) if entry.office else consultation.lead
    Point.objects.create(
        comment=comment, number=1, text=words, state=WorkState.APPROVED, is_imported=True,
        outcome=outcome, reason=clean(entry.answer) or _("No reason was printed."),
        answered_by=office, created_at=at, created_by=by, decided_at=at, decided_by=by,
    )  # fmt: skip


def meet(
    page: ImportedPage, consultation: Consultation, clean: Clean, *, by: Any, at: datetime
) -> None:
    """The meeting as printed; a date that is not printed is said to be missing (R69)."""
    meeting, said = page.meeting, "\n".join(page.paragraphs("deliberation"))
    result = meeting.result if meeting.result in MeetingResult.values else MeetingResult.PASSED
    Deliberation.objects.create(
        consultation=consultation, meeting=(meeting.name or _("Meeting"))[:120],
        meeting_number=meeting.number, held_on=meeting.held_on,
        undisclosed_reason="" if meeting.held_on else _("The original page prints no date."),
        result=result, public_line=clean(meeting.public_line or said),
        recorded_at=at, recorded_by=by, published_at=at, published_by=by,
    )  # fmt: skip
    if result in (MeetingResult.PASSED, MeetingResult.PASSED_WITH_CHANGES):
        Consultation.objects.filter(pk=consultation.pk, deliberated_at=None).update(
            deliberated_at=at, deliberated_by=by
        )


def decide(
    page: ImportedPage, consultation: Consultation, clean: Clean, *, by: Any, at: datetime
) -> bool:
    """The decision as printed; without a text or a date it waits at the desk."""
    decision = page.decision
    text = consultation.texts.filter(kind=TextKind.DECISION).newest_first().first()
    if text is None or decision.document_date is None:
        return False
    Decision.objects.create(
        consultation=consultation, title=(decision.title or consultation.title)[:250],
        document_number=decision.document_number[:60], document_date=decision.document_date,
        issuer=(decision.issuer or consultation.decision_body.name)[:120],
        addressees=clean(decision.addressees), text=text, effective_on=decision.effective_on,
        valid_until=decision.valid_until, recorded_at=at, recorded_by=by, published_at=at,
        published_by=by,
    )  # fmt: skip
    Consultation.objects.filter(pk=consultation.pk, decided_at=None).update(
        decided_at=at, decided_by=by
    )
    return True
