"""The forms citizens fill. They check words; captcha, key and deadline are the door's business."""

from collections.abc import Iterable
from copy import copy
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from feedback.carried import opened_at, replaced
from feedback.enums import Remark, Stance
from feedback.fields import Articles, Ticked, Words
from feedback.intake import Submission
from feedback.matter import Citable
from feedback.privacy import contacts

NAME_LENGTH, TITLE_LENGTH, ORGANISATION_LENGTH = 60, 50, 120
SHORTEST_BODY, LONGEST_BODY = 5, 20_000
QUICKEST = timedelta(seconds=2)


class Shared(dict[str, forms.Field]):
    """Fields of all forms of a kind; whoever changes one for a form takes a copy of it. A deep copy
    of each costs more processor than looking at what was typed.
    """

    def __deepcopy__(self, _memo: Any) -> dict[str, forms.Field]:
        return dict(self)


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
    tell_result = Ticked()
    is_minor = Ticked(label=_("I am under 14"))
    guardian_agrees = Ticked(label=_("My guardian has read this and agrees"))
    key = forms.UUIDField(error_messages={"required": _("Please submit once more.")})
    captcha_key = forms.CharField(required=False, max_length=64)
    opened = forms.CharField(required=False)
    homepage = forms.CharField(required=False)
    replaces = forms.CharField(required=False)

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
        self.provisions = provisions
        contact, articles = copy(self.fields["contact"]), copy(self.fields["articles"])
        self.fields |= {"contact": contact, "articles": articles}
        contact.required = not consultation.is_contact_optional
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
        contact = self.cleaned_data.get("contact")
        if self.cleaned_data.get("tell_result") and contact is not None and "@" not in contact:
            self.add_error(
                "contact",
                _("To be told the result by e-mail, give an e-mail address as your contact."),
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
            wants_result=words["tell_result"],
            language=language,
            flags=tuple(self.remarks(at)),
            replaces=replaced(words["replaces"]),
            captcha_key=words["captcha_key"],
            captcha_answer=words["captcha_text"],
        )

    def remarks(self, at: datetime) -> list[str]:
        """What staff should know of how the form was filled; never a reason to refuse it."""
        words = self.cleaned_data
        opened = opened_at(words["opened"])
        remarks = {
            Remark.TRAPPED: bool(words["homepage"]),
            Remark.FAST: opened is not None and at - opened < QUICKEST,
            Remark.UNOPENED: opened is None,
            Remark.MINOR: words["is_minor"],
        }
        return [remark.value for remark, holds in remarks.items() if holds]


CommentForm.base_fields = Shared(CommentForm.base_fields)


class StatusForm(forms.Form):
    """The pair of a receipt. What is wrong with it is never told apart."""

    number = forms.CharField(label=_("Receipt number"), max_length=40)
    code = forms.CharField(label=_("Query code"), max_length=40)
