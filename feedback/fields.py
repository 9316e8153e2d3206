"""Fields of the citizens' forms: words as typed, boxes as ticked, articles of one draft."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from feedback.matter import draft_provisions

LONGEST_BYTES = 128 * 1024
INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Zs"}
ID = re.compile(r"[0-9]{1,18}")


class Words(forms.CharField):
    """Text as typed, with line ends made one. Length is counted in code points after NFC (R30)."""

    def __init__(self, *, longest: int, shortest: int = 0, **options: Any) -> None:
        super().__init__(strip=True, **options)
        self.longest, self.shortest = longest, shortest

    def to_python(self, value: Any) -> str:
        words = super().to_python(value) or ""
        words = words.replace("\r\n", "\n").replace("\r", "\n")
        return "" if is_blank(words) else words

    def validate(self, value: str) -> None:
        super().validate(value)
        length = len(unicodedata.normalize("NFC", value))
        if length > self.longest or len(value.encode()) > LONGEST_BYTES:
            raise forms.ValidationError(
                _("Not more than %(limit)s characters, please; you wrote %(length)s."),
                params={"limit": self.longest, "length": length},
            )
        if value and length < self.shortest:
            raise forms.ValidationError(
                _("At least %(limit)s characters, please."), params={"limit": self.shortest}
            )


class Ticked(forms.BooleanField):
    """Only what a browser sends for a ticked box is consent; anything else is none."""

    class Box(forms.CheckboxInput):
        def value_from_datadict(self, data: Any, files: Any, name: str) -> bool:
            return bool(data.get(name) == "on")

    widget = Box

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


class Articles(forms.MultipleChoiceField):
    """Ids of provisions of any version of the draft, so that an erratum loses nothing (H-C28)."""

    consultation: Consultation | None = None

    def validate(self, value: Sequence[str]) -> None:
        ids = set(value)
        known = [int(one) for one in ids if ID.fullmatch(one)]
        matter = self.consultation.pk if self.consultation else 0
        if len(draft_provisions(matter, known)) != len(ids):
            raise forms.ValidationError(_("Choose articles of this draft only."))


def is_blank(words: str) -> bool:
    """Whether there is nothing to see: spaces of any kind, invisible characters, line ends."""
    return all(unicodedata.category(character) in INVISIBLE for character in words)
