"""One plain form an act. Rules belong to the verbs; forms only read what was typed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.enums import (
    ChangeSource,
    DisclosureAttribute,
    DocumentType,
    MeetingResult,
    ProvisionKind,
    Relation,
    Section,
    TextKind,
)
from consultation.models import Consultation, Department, ProcedureProfile, Provision


class DateInput(forms.DateInput):
    input_type = "date"


def day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DateInput(format="%Y-%m-%d"), **options)


def reason(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 3}), **options
    )


class ActForm(forms.Form):
    """`consultation` lets a form offer only what there is."""

    def __init__(self, *args: Any, consultation: Consultation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consultation = consultation

    def set_beside(self, standing: dict[str, Any]) -> None:
        """Show what somebody else wrote meanwhile beside what was typed, which is kept."""


class ConfirmForm(ActForm):
    """An act that needs no words."""


class ReasonForm(ActForm):
    reason = reason(_("Reason (shown to the public)"))


class ScheduleForm(ActForm):
    opens_on = day(_("First day"))
    closes_on = day(_("Last day"), help_text=_("comments are taken until 24:00 of this day"))
    shortened_reason = reason(
        _("Reason of a short period"),
        required=False,
        help_text=_("only when it is shorter than the rule"),
    )


class FurtherRoundForm(ScheduleForm):
    reason = reason(_("Reason of the further round (shown to the public)"))


class ExtendForm(ActForm):
    closes_on = day(_("New last day"))
    reason = reason(_("Reason (shown to the public)"))


class SectionForm(ActForm):
    section = forms.ChoiceField(label=_("Section"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.consultation.publications.filter(held_at__isnull=not self.held)
        self.fields["section"].choices = [(row.section, Section(row.section).label) for row in rows]

    held = False


class HoldForm(SectionForm):
    reason = reason(_("Reason (shown in its place)"))


class RestoreForm(SectionForm):
    held = True


class MeetingForm(ActForm):
    meeting = forms.CharField(label=_("Meeting"), max_length=120)
    meeting_number = forms.IntegerField(
        label=_("Number of the meeting"), min_value=1, max_value=100000, required=False
    )
    held_on = day(_("Date"), required=False)
    undisclosed_reason = forms.CharField(
        label=_("Reason why the date is not disclosed"), max_length=300, required=False
    )
    result = forms.ChoiceField(label=_("Result"), choices=MeetingResult)
    public_line = forms.CharField(
        label=_("Public record"), widget=forms.Textarea(attrs={"rows": 4})
    )
    required_changes = forms.CharField(
        label=_("Changes required"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    dissent = forms.CharField(
        label=_("Dissent (internal, never published)"),
        widget=forms.Textarea(attrs={"rows": 3}), required=False,
    )  # fmt: skip


class DecisionForm(ActForm):
    title = forms.CharField(label=_("Title"), max_length=250)
    document_number = forms.CharField(label=_("Document number"), max_length=60)
    document_date = day(_("Date of the document"))
    issuer = forms.CharField(label=_("Issuer"), max_length=120)
    addressees = forms.CharField(
        label=_("Addressees"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    disclosure = forms.ChoiceField(label=_("Disclosure"), choices=DisclosureAttribute)
    effective_on = day(_("In force from"), required=False)
    valid_until = day(_("In force until"), required=False)


class DetailsForm(ActForm):
    """What is said of a matter, at first and later."""

    title = forms.CharField(label=_("Title"), max_length=250)
    summary = forms.CharField(label=_("In one sentence"), max_length=300, required=False)
    topic = forms.CharField(label=_("Topic"), max_length=40, required=False)
    document_type = forms.ChoiceField(label=_("Document type"), choices=DocumentType)
    joint = forms.ModelMultipleChoiceField(
        Department.objects.active().filter(is_decision_body=False),
        label=_("Joint departments"), required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    is_contact_optional = forms.BooleanField(label=_("Contact is optional"), required=False)
    shows_totals = forms.BooleanField(
        label=_("Show totals while open"), required=False, initial=True
    )
    shows_comments = forms.BooleanField(label=_("Show confirmed comments"), required=False)
    email = forms.EmailField(label=_("E-mail for comments"), required=False)
    postal_address = forms.CharField(
        label=_("Postal address for comments"), max_length=200, required=False
    )
    phone = forms.CharField(label=_("Telephone for questions"), max_length=60, required=False)


class ChangeForm(DetailsForm):
    """`seen` is what stood there when the form was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def set_beside(self, standing: dict[str, Any]) -> None:
        self.data = self.data.copy()
        self.data["seen"] = standing.pop("seen")
        for name, value in standing.items():
            field = self.fields[name]
            if field.has_changed(value, self[name].value()):
                words = {"words": said(field, value)}
                self.add_error(name, _("Somebody else has set: %(words)s") % words)


def said(field: forms.Field, value: Any) -> Any:
    """What a field holds, as people read it."""
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, forms.ModelMultipleChoiceField):
        return "、".join(map(str, value)) or "—"
    if isinstance(field, forms.ChoiceField):
        return dict(field.choices)[value]
    return value or "—"


class ProvisionField(forms.ModelChoiceField):
    def label_from_instance(self, provision: Any) -> str:
        return f"{provision.label} {provision.heading or provision.text}"[:60]


class LinkForm(ActForm):
    """From an article or item of the draft to one of the decision."""

    origin = ProvisionField(Provision.objects.none(), label=_("In the draft"), required=False)
    target = ProvisionField(Provision.objects.none(), label=_("In the decision"), required=False)
    relation = forms.TypedChoiceField(label=_("Relation"), choices=Relation, coerce=Relation)
    source = forms.ChoiceField(
        label=_("Because of"), choices=[("", "—"), *ChangeSource.choices], required=False
    )
    reason = reason(_("Reason (shown to the public)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in (("origin", TextKind.DRAFT), ("target", TextKind.DECISION)):
            newest = self.consultation.texts.filter(kind=kind).newest_first()[:1]
            rows = Provision.objects.filter(version__in=list(newest)).in_order()
            self.fields[name].queryset = rows.exclude(kind__in=ProvisionKind.HEADINGS)


class ConsultationForm(DetailsForm):
    """A new matter. `departments` (ids) may lead it; `at` says which rules are in force."""

    slug = forms.RegexField(
        r"^[-\w]{2,80}$",
        label=_("Web address"),
        help_text=_("the last part: letters, digits and hyphens"),
    )  # fmt: skip
    lead = forms.ModelChoiceField(Department.objects.none(), label=_("Lead department"))
    decision_body = forms.ModelChoiceField(
        Department.objects.active().filter(is_decision_body=True), label=_("Decision body")
    )
    profile = forms.ModelChoiceField(ProcedureProfile.objects.none(), label=_("Procedure"))
    field_order = ("title", "slug", "lead", "joint", "decision_body", "profile", "document_type")

    def __init__(self, *args: Any, departments: list[int], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead, profile, body = (self.fields[name] for name in ("lead", "profile", "decision_body"))
        lead.queryset = Department.objects.active().filter(pk__in=departments)
        profile.queryset = ProcedureProfile.objects.in_force_on(timezone.localdate(at))
        for field in (lead, profile, body):
            field.initial = field.queryset.first()


class LongTextForm(ActForm):
    text = forms.CharField(
        label=_("The whole text, pasted"), widget=forms.Textarea(attrs={"rows": 24}),
        max_length=400_000,
    )  # fmt: skip
