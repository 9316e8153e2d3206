"""Addresses of what is found, kept in the default language and shown in the reader's."""

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils import translation

from consultation.enums import Section
from consultation.models import Consultation


def address(consultation: Consultation, section: Section) -> str:
    """The path of a section's page in the default language."""
    with translation.override(settings.LANGUAGE_CODE):
        return reverse(f"consultation:{section}", kwargs={"slug": consultation.slug})


def in_reader_language(url: str) -> str:
    """The same page with the interface in the active language."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(settings.LANGUAGE_CODE):
        return translate_url(url, language)
