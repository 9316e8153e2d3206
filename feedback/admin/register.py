"""Entering what came by letter, e-mail, telephone or in person."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from consultation.enums import Channel, ProvisionKind, TextKind
from consultation.errors import DomainError
from consultation.models import Consultation, Provision
from feedback import register as register_verbs
from feedback.admin.access import matter_of
from feedback.enums import Stance


class DayInput(forms.DateInput):
    input_type = "date"


class EntryForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=_("Channel"))
    received_on = forms.DateField(label=_("Received on"), widget=DayInput(format="%Y-%m-%d"))
    name = forms.CharField(label=_("Name"), max_length=60, required=False)
    contact = forms.CharField(label=_("Contact"), max_length=200, required=False)
    organisation = forms.CharField(label=_("Organisation"), max_length=120, required=False)
    title = forms.CharField(label=_("Title"), max_length=200)
    body = forms.CharField(label=_("Words, as written or said"), max_length=20000,
                           widget=forms.Textarea(attrs={"rows": 8}))  # fmt: skip
    stance = forms.ChoiceField(
        label=_("Stance"), choices=[("", "—"), *Stance.choices], required=False
    )
    provisions = forms.MultipleChoiceField(
        label=_("Articles"), required=False, widget=forms.CheckboxSelectMultiple
    )
    written_on = forms.DateField(label=_("Written on"), required=False,
                                 widget=DayInput(format="%Y-%m-%d"))  # fmt: skip
    postmarked_on = forms.DateField(label=_("Postmark"), required=False,
                                    widget=DayInput(format="%Y-%m-%d"))  # fmt: skip
    signatories = forms.IntegerField(
        label=_("Signatories"), min_value=1, max_value=1_000_000, initial=1
    )
    lateness_reason = forms.CharField(
        label=_("Why a late letter counts"), max_length=300, required=False
    )
    scan = forms.FileField(label=_("Scan (PDF, JPEG, PNG, TIFF)"), required=False)
    consents_to_text = forms.BooleanField(
        label=_("agreed in writing that the text is shown"), required=False
    )
    consents_to_name = forms.BooleanField(
        label=_("agreed in writing that the name is shown"), required=False
    )
    wants_result = forms.BooleanField(
        label=_("asked to be told the result by e-mail"), required=False
    )

    def __init__(self, *args: Any, articles: list[Provision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channel, provisions = self.fields["channel"], self.fields["provisions"]
        channel.choices = [(c, Channel(c).label) for c in Channel.OFFLINE]  # type: ignore[attr-defined]
        provisions.choices = [(str(row.pk), row.label) for row in articles]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, and after it the receipt to hand or read to the person."""
    consultation, at = matter_of(request, pk)
    articles = articles_of(consultation)
    form = EntryForm(
        request.POST or None, request.FILES or None, articles=articles, initial={"key": uuid4()}
    )
    receipt, status = None, 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                receipt = register_verbs.enter_comment(
                    consultation=consultation,
                    entry=entry_of(form),
                    by=request.user,
                    at=at,
                    key=form.cleaned_data["key"],
                )
            except DomainError as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, str(_("The comment is entered.")))
                form = EntryForm(articles=articles, initial={"key": uuid4()})
                status = 200
    context = {"consultation": consultation, "form": form, "receipt": receipt}
    response = render(request, "weighing/register.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def articles_of(consultation: Consultation) -> list[Provision]:
    newest = consultation.texts.filter(kind=TextKind.DRAFT).newest_first()[:1]
    return list(Provision.objects.filter(version__in=newest, kind=ProvisionKind.ARTICLE).in_order())


def entry_of(form: EntryForm) -> register_verbs.Entry:
    data = dict(form.cleaned_data)
    scan = data.pop("scan")
    del data["key"]
    provisions = tuple(int(value) for value in data.pop("provisions"))
    channel = Channel(data.pop("channel"))
    return register_verbs.Entry(
        channel=channel, provisions=provisions, scans=[scan] if scan else [], **data
    )
