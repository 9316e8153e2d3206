"""What all pages of a consultation share: the matter, a fixed address, publication as an act."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import Page

from cms.sections import find, furniture
from consultation import clock, lifecycle, outbox, sections
from consultation.enums import Section
from consultation.errors import DomainError
from consultation.models import Consultation


class UnableToChange(DomainError):
    """What is public stands: while people comment on it, or because it is on record."""


class SectionCopyForm(CopyForm):
    """A copy is one page of words, not public, and nobody's shadow."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("copy_subpages", "publish_copies", "alias"):
            self.fields.pop(name, None)


class SectionPage(Page):
    """A page that is one section of a consultation.

    `publish` and `unpublish` are overridden because the publication signals are not all fired
    for scheduled publication: when a page really goes live, its section becomes public in the
    same transaction, and its words are frozen where they are law.
    """

    section: ClassVar[Section]
    fixed_slug: ClassVar[str]
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, editable=False, related_name="+"
    )
    promote_panels: ClassVar[list[Any]] = []
    subpage_types: ClassVar[list[str]] = []
    parent_page_types: ClassVar[list[str]] = ["cms.ConsultationPage"]
    exclude_fields_in_copy: ClassVar[list[str]] = ["consultation"]
    copy_form_class = SectionCopyForm

    class Meta:
        abstract = True

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug_for_section()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        """What a page that is not live is checked for before it is saved."""
        self.slug = self.slug_for_section()
        super().minimal_clean()

    def slug_for_section(self) -> str:
        return self.fixed_slug

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """A page belongs to the matter above it, and goes live only by being published."""
        if self._state.adding:
            self.live = False
        if self.consultation_id is None and self.depth and self.depth > 1:
            parent = self.get_parent()
            self.consultation = getattr(parent.specific, "consultation", None) if parent else None
        return super().save(*args, **kwargs)

    def get_url_parts(self, request: Any = None) -> Any:
        """The section's address instead of the page's place in the tree."""
        parts = super().get_url_parts(request)
        if parts is None or self.consultation is None:
            return parts
        return (*parts[:2], sections.section_url(self.consultation, self.section))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Wherever the tree puts the page, its words stand at the section's address."""
        matter = find(self.consultation.slug, clock.now())
        return redirect(sections.section_url(matter, self.section))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """For the editor's preview: what the section's view gives to the same template."""
        context = super().get_context(request, *args, **kwargs)
        return context | furniture(self.consultation, self.section, clock.now()) | self.previewed()

    def previewed(self) -> dict[str, Any]:
        """What the template of this section shows beside the page itself."""
        return {}

    def publish(
        self, revision: Any, user: Any = None, *, at: datetime | None = None, **options: Any
    ) -> Any:
        """Wagtail's own call knows no `at`; imports and demo content say when it happened."""
        with transaction.atomic():
            at = at or clock.now()
            page = revision.as_object()
            by = user or revision.user or self.consultation.created_by
            goes_live = not (page.go_live_at and page.go_live_at > timezone.now())
            if goes_live:
                page.before_going_live(by=by, at=at)
            result = super().publish(revision, user=user, **options)
            if goes_live:
                page.went_live(by=by, at=at)
        return result

    def unpublish(self, *args: Any, user: Any = None, **options: Any) -> Any:
        """The section is held back with its last live page."""
        with transaction.atomic():
            at = clock.now()
            self.before_changing(by=user, at=at)
            result = super().unpublish(*args, user=user, **options)
            if self.consultation and self.is_last_of_public_section():
                lifecycle.hold_section(
                    consultation=self.consultation,
                    section=self.section,
                    reason=str(_("The page is being revised.")),
                    by=user,
                    at=at,
                )
        return result

    def is_last_of_public_section(self) -> bool:
        public = self.consultation.publications.filter(section=self.section, held_at=None)
        others = type(self).objects.live().filter(consultation=self.consultation)
        return public.exists() and not others.exclude(pk=self.pk).exists()

    def before_going_live(self, *, by: Any, at: Any) -> None:
        """Refuse with a `DomainError` what must not go live now."""

    def before_changing(self, *, by: Any, at: Any) -> None:
        """Refuse with a `DomainError` unpublishing, moving or deleting while it must stand."""

    def before_deleting(self, *, by: Any, at: Any) -> None:
        self.before_changing(by=by, at=at)
        if self.first_published_at is not None:
            raise UnableToChange(
                _("What has been public stays on record. Unpublish the page instead.")
            )

    def before_moving(self, parent: Page, *, by: Any, at: Any) -> None:
        self.before_changing(by=by, at=at)
        if parent.pk != self.get_parent().pk:
            raise UnableToChange(_("A page stays with its matter. Copy its words instead."))

    def went_live(self, *, by: Any, at: Any) -> None:
        """The section becomes public; called in the transaction of the publication."""
        lifecycle.publish_section(
            consultation=self.consultation, section=self.section, by=by, at=at
        )

    def move(self, target: Page, pos: str | None = None, user: Any = None) -> Any:
        parent = target if pos and pos.endswith("-child") else target.get_parent()
        self.before_moving(parent, by=user, at=clock.now())
        return super().move(target, pos=pos, user=user)

    def delete(self, *args: Any, user: Any = None, **options: Any) -> Any:
        at = clock.now()
        for page in self.get_descendants(inclusive=True).specific():
            page.before_deleting(by=user, at=at)
        return super().delete(*args, user=user, **options)

    def written_words(self) -> str:
        """The plain text that search may find; empty for texts that search reads elsewhere."""
        return ""

    def search_document(self) -> dict[str, Any]:
        return {
            "key": f"page-{self.pk}",
            "kind": self.section.value,
            "section": self.section.value,
            "title": self.consultation.title,
            "heading": self.title,
            "body": self.written_words(),
            "url": sections.section_url(self.consultation, self.section),
            "published_at": self.first_published_at,
            "page": self.pk,
        }


def announce(consultation_id: int | None) -> None:
    """Tell search that the words of a matter, or of no matter, have changed."""
    outbox.write(topic="search.refresh", at=clock.now(), consultation=consultation_id)
