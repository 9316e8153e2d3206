"""The editor of rich text: a value that no editor sends is refused in words, not by a failure."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text import DraftailRichTextArea

from consultation.errors import DomainError


class UnableToRead(DomainError):
    """What was sent for a field of rich text is not the editor's format."""


class RichTextArea(DraftailRichTextArea):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        try:
            return super().value_from_datadict(data, files, name)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise UnableToRead(
                _("The text could not be read. Nothing was saved; send the form again.")
            ) from error
