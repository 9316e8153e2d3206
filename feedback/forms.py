"""The forms citizens fill. They check words; captcha, key and deadline are the door's business."""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core import signing
from django.core.exceptions import BadRequest
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from consultation.enums import TextKind
from consultation.models import Consultation, Provision
from feedback.enums import Stance
from feedback.intake import Submission
from feedback.matter import Citable
from feedback.privacy import contacts

NAME_LENGTH, TITLE_LENGTH, ORGANISATION_LENGTH = 60, 50, 120
SHORTEST_BODY, LONGEST_BODY, BODY_BYTES = 5, 20_000, 128 * 1024
QUICKEST = timedelta(seconds=2)
SALT = "feedback.opened"
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
        if length > self.longest or len(value.encode()) > BODY_BYTES:
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
        known = Provision.objects.filter(
            version__consultation=self.consultation,
            version__kind=TextKind.DRAFT,
            pk__in=[int(one) for one in ids if ID.fullmatch(one)],
        )
        if known.count() != len(ids):
            raise forms.ValidationError(_("Choose articles of this draft only."))


class CommentForm(forms.Form):
    """The page's five fields, what may be added, two consents; `captcha_text` is only looked at
    for being there.
    """

    data: Any

    name = Words(
        label=_("Your name"),
        longest=NAME_LENGTH,
        error_messages={"required": _("Write your name or the name of your organisation.")},
    )
    contact = Words(
        label=_("Contact"),
        longest=contacts.MAX_LENGTH,
        error_messages={"required": _("Write one way to reach you.")},
    )
    title = Words(
        label=_("Title of the comment"),
        longest=TITLE_LENGTH,
        error_messages={"required": _("Write one sentence that names what you want.")},
    )
    body = Words(
        label=_("Your comment"),
        longest=LONGEST_BODY,
        shortest=SHORTEST_BODY,
        error_messages={"required": _("Write your comment.")},
    )
    captcha_text = forms.CharField(
        label=_("Verification code"),
        max_length=32,
        error_messages={"required": _("Write the characters of the picture or the answer.")},
    )
    articles = Articles(label=_("Articles"), required=False)
    stance = forms.ChoiceField(label=_("Stance"), choices=Stance, required=False)
    organisation = Words(label=_("Organisation"), longest=ORGANISATION_LENGTH, required=False)
    publish_text = Ticked()
    publish_name = Ticked()
    is_minor = Ticked(label=_("I am under 14"))
    guardian_agrees = Ticked(label=_("My guardian has read this and agrees"))
    key = forms.UUIDField(error_messages={"required": _("Please submit once more.")})
    captcha_key = forms.CharField(required=False, max_length=64)
    opened = forms.CharField(required=False)
    homepage = forms.CharField(required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        consultation: Consultation,
        provisions: Iterable[Citable] = (),
        is_quiet: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.is_quiet = is_quiet
        self.provisions = list(provisions)
        self.fields["contact"].required = not consultation.is_contact_optional
        articles = self.fields["articles"]
        assert isinstance(articles, Articles)  # noqa: S101 — narrows the type
        articles.consultation = consultation

    def full_clean(self) -> None:
        """Nothing is checked while somebody only changes the captcha or the article."""
        super().full_clean()
        if self.is_quiet:
            self._errors = ErrorDict()

    def clean_contact(self) -> str:
        contact: str = self.cleaned_data["contact"]
        if contact:
            try:
                contacts.parse(contact)
            except contacts.UnableToReach as error:
                raise forms.ValidationError(str(error)) from error
        return contact

    def clean_key(self) -> UUID:
        key: UUID = self.cleaned_data["key"]
        if key.int == 0:
            raise forms.ValidationError(_("Please submit once more."))
        return key

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("is_minor") and not self.cleaned_data.get("guardian_agrees"):
            self.add_error(
                "guardian_agrees", _("Ask your guardian to read this with you and to agree.")
            )
        return self.cleaned_data

    def renew_key(self) -> None:
        """What is sent next is a further comment, not the same one again."""
        self.data = self.data.copy()
        self.data["key"] = str(uuid4())

    @property
    def chosen(self) -> list[Citable]:
        """The provisions ticked, for quoting them above the form."""
        ticked = set(map(str, self["articles"].value() or []))
        return [provision for provision in self.provisions if str(provision.pk) in ticked]

    def submission(self, consultation: Consultation, at: datetime, language: str) -> Submission:
        """What the door takes; only for a valid form."""
        words = self.cleaned_data
        return Submission(
            key=words["key"],
            consultation_id=consultation.pk,
            name=words["name"],
            contact=words["contact"],
            title=words["title"],
            body=words["body"],
            stance=words["stance"],
            organisation=words["organisation"],
            provisions=tuple(sorted(map(int, set(words["articles"])))),
            consents_to_text=words["publish_text"],
            consents_to_name=words["publish_name"],
            language=language,
            flags=tuple(self.remarks(at)),
            captcha_key=words["captcha_key"],
            captcha_answer=words["captcha_text"],
        )

    def remarks(self, at: datetime) -> list[str]:
        """What staff should know of how the form was filled; never a reason to refuse it."""
        words = self.cleaned_data
        opened = opened_at(words["opened"])
        remarks = {
            "honeypot": bool(words["homepage"]),
            "fast": opened is not None and at - opened < QUICKEST,
            "unopened": opened is None,
            "minor": words["is_minor"],
        }
        return [remark for remark, holds in remarks.items() if holds]


class StatusForm(forms.Form):
    """The pair of a receipt. What is wrong with it is never told apart."""

    number = forms.CharField(label=_("Receipt number"), max_length=40)
    code = forms.CharField(label=_("Query code"), max_length=40)


def fresh(at: datetime) -> dict[str, Any]:
    """Initial values of a form opened at `at`."""
    return {"key": uuid4(), "opened": signing.dumps(at.timestamp(), salt=SALT)}


def opened_at(token: str) -> datetime | None:
    """When the form was opened; None if the token is missing or not ours."""
    try:
        return datetime.fromtimestamp(float(signing.loads(token, salt=SALT)), tz=UTC)
    except (signing.BadSignature, ValueError, TypeError, OverflowError):
        return None


def is_blank(words: str) -> bool:
    """Whether there is nothing to see: spaces of any kind, invisible characters, line ends."""
    return all(unicodedata.category(character) in INVISIBLE for character in words)


def words_of(request: HttpRequest) -> QueryDict:
    """What was posted, to be changed at will; only in UTF-8, which can always be shown again."""
    if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
        raise BadRequest("The form was not sent in UTF-8.")
    return request.POST.copy()
