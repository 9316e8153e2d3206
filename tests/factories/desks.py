"""Matters whose facts stand already, given their pages and the permissions of their departments."""

from typing import Any

from cms import access, publishing
from consultation.models import Consultation


def make_pages(consultation: Consultation, by: Any) -> Consultation:
    """The matter read anew, with unpublished notice, draft, interpretation and background."""
    access.open_to_departments(publishing.create_pages(consultation=consultation, by=by))
    return Consultation.objects.get(pk=consultation.pk)
