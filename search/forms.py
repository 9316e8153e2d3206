"""Conditions as they stand in an address: every name and value from a fixed list, or refused."""

from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from consultation.enums import DocumentType
from consultation.terms import LONGEST_WORDS, tidy
from search.documents import Kind
from search.states import State

FOREIGN = ("isappinstalled", "scene", "clicktime", "enterid", "spm")
UNKNOWN = _("This value does not exist here.")


class WordsField(forms.CharField):
    """Words as typed, without control characters and no longer than a search reads."""

    def to_python(self, value: Any) -> str:
        return tidy(str(value or ""))[:LONGEST_WORDS].strip()


class ChosenField(forms.ChoiceField):
    default_error_messages = {"invalid_choice": UNKNOWN}


class NumberField(forms.IntegerField):
    default_error_messages = {"invalid": UNKNOWN, "min_value": UNKNOWN, "max_value": UNKNOWN}


class ConditionsForm(forms.Form):
    """Unknown names are refused, so that no address seems to filter by what it cannot; what
    messengers hang on a shared address is let through.
    """

    q = WordsField(required=False, label=_("Keyword"))
    state = ChosenField(choices=State, required=False, label=_("State"))
    department = NumberField(
        min_value=1, max_value=2**31, required=False, label=_("Lead department")
    )
    year = NumberField(min_value=1900, max_value=2200, required=False, label=_("Year"))

    def clean(self) -> dict[str, Any]:
        for name in self.data:
            known = name in self.fields or name == "page" or name in FOREIGN
            shared = name == "from" and not self.data["from"].isdigit()
            if not (known or shared or name.startswith("utm_")):
                raise forms.ValidationError(
                    _("This list cannot be narrowed or sorted by “%(name)s”."),
                    params={"name": tidy(name)[:40]},
                )
        return self.cleaned_data

    def chosen(self) -> dict[str, str]:
        """The conditions that are set, by name, in the order in which an address holds them."""
        values = {name: self.cleaned_data.get(name) for name in self.fields}
        return {name: str(value) for name, value in values.items() if value}


class ListForm(ConditionsForm):
    topic = WordsField(required=False, label=_("Topic"))
    type = ChosenField(choices=DocumentType, required=False, label=_("Document type"))
    sort = ChosenField(choices=[("newest", "")], required=False, label=_("Order"))

    field_order = ["q", "state", "department", "topic", "type", "year", "sort"]


class FindForm(ConditionsForm):
    kind = ChosenField(choices=Kind, required=False, label=_("Kind"))
    sort = ChosenField(choices=[("newest", "")], required=False, label=_("Order"))

    field_order = ["q", "kind", "state", "department", "year", "sort"]


def page_number(text: str | None) -> int:
    """The number of a page, from 1; anything else is a page that does not exist."""
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text)):
        raise Http404
    return int(text)
