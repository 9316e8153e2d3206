"""Drafting, publishing and correcting the feedback report (R58–R61, R65)."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from consultation import audit, lifecycle, outbox, permissions
from consultation.alone import alone
from consultation.enums import Section
from consultation.errors import Conflict, DomainError
from consultation.models import Consultation
from consultation.transactions import writing
from feedback.enums import ReportKind
from feedback.models import Comment, Report
from feedback.reports.freezing import Frozen, prepare, state_of
from feedback.reports.matters import Matter, open_matters
from feedback.reports.proof import freeze
from feedback.reports.words import SUMMARY, default_title, unfilled
from feedback.weighing import lock, require_fit

CHANGED = _("Somebody else changed or published this report in the meantime. Look at it again.")


class UnableToReport(DomainError):
    """The report cannot be drafted, published or corrected like this.

    `matters` lists what is open when that is the reason.
    """

    def __init__(self, message: Any, matters: list[Matter] | None = None, **params: Any) -> None:
        super().__init__(message, **params)
        self.matters = matters or []


@writing()
def draft_report(
    *,
    consultation: Consultation,
    kind: ReportKind = ReportKind.FINAL,
    title: str = "",
    introduction: str = SUMMARY,
    closing: str = "",
    signed_as: str = "",
    signed_on: date | None = None,
    by: Any,
    at: datetime,
) -> Report:
    """A first draft. Blanks like {人数} in its words are filled when it is published."""
    consultation = lock(consultation.pk)
    permissions.require(permissions.can_draft(by, consultation, at))
    words = {
        "title": title.strip() or default_title(consultation),
        "introduction": introduction,
        "closing": closing,
        "signed_as": signed_as.strip() or consultation.lead.name,
    }
    require_fit(Report, **words)
    report = create(
        consultation=consultation, period=consultation.current_period, kind=kind, drafted_at=at,
        drafted_by=by, signed_on=signed_on, **words,
    )  # fmt: skip
    log("report.drafted", report, by, at)
    return report


@writing()
def edit_report(
    *,
    report: Report,
    revision: int,
    title: str,
    introduction: str,
    closing: str,
    signed_as: str,
    signed_on: date | None,
    summary: str = "",
    correction_note: str = "",
    by: Any,
    at: datetime,
) -> Report:
    """New words for a draft; numbers and rows are never typed. `Conflict` keeps both."""
    permissions.require(permissions.can_draft(by, lock(report.consultation_id), at))
    report = Report.objects.select_related("consultation").get(pk=report.pk)
    correction_note = correction_note.strip() or report.correction_note
    words = {
        "title": title.strip(), "introduction": introduction, "closing": closing,
        "signed_as": signed_as.strip(), "summary": summary, "correction_note": correction_note,
    }  # fmt: skip
    require_fit(Report, **words)
    move(
        report, revision, signed_on=signed_on, revision=F("revision") + 1, drafted_at=at,
        drafted_by=by, **words,
    )  # fmt: skip
    log("report.edited", report, by, at)
    report.refresh_from_db()
    return report


def publish_report(*, report: Report, revision: int, by: Any, at: datetime) -> Report:
    """Freeze numbers and rows under one digest and make the report public.

    All is counted and written before the transaction. In it: no comment and no point of the matter
    moves until the end; a second person of the lead acts; nothing is open; what moved meanwhile is
    counted again; exactly one of two publications succeeds; the first final report makes the matter
    "reported"; the section becomes public; the index is told.
    """
    with alone(f"report.{report.pk}") as is_alone:
        if not is_alone:
            raise Conflict(CHANGED)
        state = frozen = None
        report = publishable(report, revision, by=by, at=at)
        if not open_matters(report, at=at):
            state = state_of(report.consultation_id)
            frozen = prepare(report, at)
        with writing():
            consultation = Consultation.objects.select_for_update().get(pk=report.consultation_id)
            hold_comments(consultation)
            report = publishable(report, revision, by=by, at=at)
            if matters := open_matters(report, at=at):
                raise UnableToReport(_("The report cannot be published yet."), matters)
            if frozen is None or state_of(consultation.pk) != state:
                frozen = prepare(report, at)
            seal(report, revision, frozen, published_at=at, published_by=by)
            outbox.write(topic="task.build_files", at=at, report=report.pk)
            log("report.published", report, by, at, digest=report.digest, proof=report.proof.digest)
            tell(report, by, at)
    return report


def publishable(report: Report, revision: int, *, by: Any, at: datetime) -> Report:
    """The draft read anew; refused unless this person may publish it at `at`."""
    report = Report.objects.select_related("consultation__lead").get(pk=report.pk)
    permissions.require(permissions.can_approve(by, report.consultation, at))
    if report.published_at:
        raise Conflict(_("The report is already published."))
    if report.revision != revision:
        raise Conflict(CHANGED)
    if report.drafted_by_id == by.pk:
        raise UnableToReport(_("Nobody publishes their own report. A second person has to."))
    if report.consultation.withdrawn_at:
        raise UnableToReport(_("The matter was withdrawn."))
    return report


@writing()
def correct_report(*, report: Report, note: str, by: Any, at: datetime) -> Report:
    """A draft of the next version, with the words of the last published one and a note (R65)."""
    if not (note := note.strip()):
        raise UnableToReport(_("Say what is corrected."))
    require_fit(Report, correction_note=note)
    consultation = lock(report.consultation_id)
    permissions.require(permissions.can_draft(by, consultation, at))
    last = consultation.reports.filter(kind=report.kind).order_by("-version").first()
    if last is None or last.pk != report.pk or not last.published_at:
        raise UnableToReport(_("Correct the last published version."))
    corrected = create(
        consultation=consultation, period=last.period, kind=last.kind, version=last.version + 1,
        title=last.title, introduction=unfilled(last), summary=last.summary, closing=last.closing,
        signed_as=last.signed_as, correction_note=note, drafted_at=at, drafted_by=by,
    )  # fmt: skip
    log("report.corrected", corrected, by, at, note=note)
    return corrected


@writing()
def import_report(
    *,
    consultation: Consultation,
    title: str,
    introduction: str,
    signed_as: str,
    signed_on: date | None,
    printed_figures: dict[str, int],
    by: Any,
    at: datetime,
) -> Report:
    """Take over a report that was published elsewhere, from points already imported.

    What the page printed stays beside what the records give and is never corrected (R58). The
    caller publishes the section and records the reporting as it does for all sections.
    """
    report = create(
        consultation=consultation, period=consultation.current_period, kind=ReportKind.FINAL,
        title=title, introduction=introduction, signed_as=signed_as, signed_on=signed_on,
        is_imported=True, printed_figures=printed_figures, drafted_at=at, drafted_by=by,
    )  # fmt: skip
    seal(report, report.revision, prepare(report, None), published_at=at, published_by=by)
    outbox.write(topic="task.build_files", at=at, report=report.pk)
    log("report.imported", report, by, at, digest=report.digest, proof=report.proof.digest)
    return report


def create(**fields: Any) -> Report:
    try:
        with transaction.atomic():
            return Report.objects.create(**fields)
    except IntegrityError:
        raise UnableToReport(
            _("There is already such a report. Edit its draft or correct what is published.")
        ) from None


def seal(report: Report, revision: int, frozen: Frozen, **published: Any) -> None:
    """Publish the draft with what was frozen, if it is still the one shown."""
    move(report, revision, **frozen.fields, **published)
    report.refresh_from_db()
    freeze(report=report, proof=frozen.proof)


def move(report: Report, revision_shown: int, **fields: Any) -> None:
    """Compare-and-set on the unpublished draft."""
    draft = Report.objects.filter(pk=report.pk, revision=revision_shown, published_at=None)
    if draft.update(**fields) != 1:
        raise Conflict(CHANGED)


def hold_comments(consultation: Consultation) -> None:
    """Lock the comments, so that none is withdrawn between two countings. SQLite needs no lock."""
    rows = Comment.objects.filter(consultation=consultation).select_for_update()
    list(rows.order_by("pk").values_list("pk", flat=True))


def tell(report: Report, by: Any, at: datetime) -> None:
    """What others must know. A section that the office holds back stays held back."""
    consultation = report.consultation
    outbox.write(topic="report.announce", at=at, report=report.pk)
    if report.kind == ReportKind.FINAL:
        lifecycle.record_report(consultation=consultation, by=by, at=at)
    if consultation.publications.filter(section=Section.FEEDBACK).exists():
        outbox.write(topic="search.refresh", at=at, consultation=consultation.pk)
    else:
        lifecycle.publish_section(consultation=consultation, section=Section.FEEDBACK, by=by, at=at)


def log(verb: str, report: Report, by: Any, at: datetime, **detail: Any) -> None:
    audit.record(
        verb=verb, by=by, at=at, consultation=report.consultation, subject=report,
        kind=report.kind, version=report.version, **detail,
    )  # fmt: skip
