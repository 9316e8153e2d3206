"""The report of a matter: its words, its numbers, what is still open, its publication."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consultation import jobs, permissions
from consultation.errors import DomainError
from consultation.models import Consultation
from feedback import reports, totals
from feedback.admin.access import matter_of, posted
from feedback.admin.acts import number
from feedback.enums import DeliveryState, ReportKind
from feedback.models import Comment, Delivery, Report

FORMATS = ("docx", "pdf", "xlsx")


class WordsForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=250)
    introduction = forms.CharField(
        label=gettext_lazy("Introduction"), widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text=gettext_lazy("{人数} {意见数} {要点数} are filled in when it is published"),
    )  # fmt: skip
    summary = forms.CharField(
        label=gettext_lazy("Summary by topic"), widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        help_text=gettext_lazy("a line for each topic: what was said, what came of it"),
    )  # fmt: skip
    closing = forms.CharField(
        label=gettext_lazy("Closing words"), widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )  # fmt: skip
    signed_as = forms.CharField(label=gettext_lazy("Signature"), max_length=200)
    signed_on = forms.DateField(
        label=gettext_lazy("Date of signature"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    consultation, at = matter_of(request, pk)
    status, form, blocked = 200, None, []
    if request.method == "POST":
        try:
            form = act(request, consultation, at)
        except reports.UnableToReport as refusal:
            status, blocked = 409, refusal.matters
            messages.error(request, str(refusal))
            form = WordsForm(posted(request)) if posted(request).get("act") == "edit" else None
        except DomainError as refusal:
            status = 409
            messages.error(request, str(refusal))
            form = WordsForm(posted(request)) if posted(request).get("act") == "edit" else None
        else:
            if form is None:
                messages.success(request, _("Saved."))
                return redirect("weighing:report", pk)
            status = 400
    return render(
        request, "weighing/report.html", context(request, consultation, form, blocked, at),
        status=status,
    )  # fmt: skip


@require_POST
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a published report made into a file; the page of the job shows how far it is."""
    consultation, at = matter_of(request, pk)
    data = posted(request)
    published = consultation.reports.published()
    found = get_object_or_404(published, pk=number(data, "report"))
    wanted = data.get("format", "")
    if wanted not in FORMATS:
        raise Http404
    job = jobs.start(
        kind=f"report.{wanted}", title=f"{found.title} · {wanted.upper()}", by=request.user, at=at,
        consultation=consultation, report=found.pk,
    )  # fmt: skip
    return redirect("desk:job", job.pk)


def act(request: HttpRequest, consultation: Consultation, at: Any) -> WordsForm | None:
    """Do what was asked; a form comes back when its words do not fit."""
    data, by = posted(request), request.user
    chosen = data.get("act", "")
    if chosen == "draft":
        kind = data.get("kind", "")
        reports.draft_report(
            consultation=consultation,
            kind=ReportKind(kind) if kind in ReportKind.values else ReportKind.FINAL,
            by=by, at=at,
        )  # fmt: skip
        return None
    found = get_object_or_404(consultation.reports.all(), pk=number(data, "report"))
    if chosen == "edit":
        form = WordsForm(data)
        if not form.is_valid():
            return form
        reports.edit_report(
            report=found, revision=number(data, "revision"), by=by, at=at, **form.cleaned_data
        )
    elif chosen == "publish":
        reports.publish_report(report=found, revision=number(data, "revision"), by=by, at=at)
    elif chosen == "correct":
        reports.correct_report(report=found, note=data.get("note", ""), by=by, at=at)
    else:
        raise DomainError(_("There is no such act."))
    return None


def context(
    request: HttpRequest, consultation: Consultation, form: Any, blocked: Any, at: Any
) -> dict[str, Any]:
    all_reports = list(consultation.reports.order_by("-pk").select_related("drafted_by"))
    draft = next((one for one in all_reports if one.published_at is None), None)
    if not blocked and draft:
        blocked = totals.while_nothing_is_done(
            consultation,
            f"blocking:{draft.pk}:{draft.revision}:{localdate(at)}:{get_language()}",
            partial(reports.open_matters, draft, at=at),
        )
    figures = totals.while_nothing_is_done(
        consultation, "figures", partial(reports.figures, consultation)
    )
    user: Any = request.user
    return {
        "consultation": consultation,
        "draft": draft,
        "published": [one for one in all_reports if one.published_at],
        "figures": figures,
        "opening": reports.filled(draft.introduction, consultation, figures) if draft else "",
        "open_matters": blocked,
        "places": {one.code: places(one) for one in blocked},
        "form": form or (WordsForm(initial=words_of(draft)) if draft else None),
        "kinds": ReportKind.choices,
        "formats": FORMATS,
        "deliveries": Delivery.objects.filter(report__in=all_reports).aggregate(
            sent=Count("pk", filter=Q(state=DeliveryState.SENT)),
            failed=Count("pk", filter=Q(state=DeliveryState.FAILED)),
        ),
        "can_draft": permissions.can_draft(user, consultation, at),
        "can_publish": permissions.can_approve(user, consultation, at)
        and draft is not None
        and draft.drafted_by_id != user.pk,
        "at": at,
    }


def places(matter: reports.Matter) -> list[tuple[str, str]]:
    """The first comments concerned: receipt number and address."""
    path = {"unsplit": "pk", "referrals": "points__referrals"}.get(matter.code, "points")
    if not matter.ids:
        return []
    found = Comment.objects.filter(**{f"{path}__in": matter.ids}).distinct().order_by("pk")
    return [
        (receipt, reverse("weighing:comment", args=[pk]))
        for pk, receipt in found.values_list("pk", "receipt_number")
    ]


def words_of(draft: Report) -> dict[str, Any]:
    names = ("title", "introduction", "summary", "closing", "signed_as", "signed_on")
    return {name: getattr(draft, name) for name in names}
