"""What all pages of a consultation share: the matter, a fixed address, publication as an act."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from consultation import clock, lifecycle, outbox, sections
from consultation.enums import Section
from consultation.models import Consultation


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

    class Meta:
        abstract = True

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug_for_section()
        super().full_clean(*args, **kwargs)

    def slug_for_section(self) -> str:
        return self.fixed_slug

    def save(self, *args: Any, **kwargs: Any) -> Any:
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
        with transaction.atomic():
            at = clock.now()
            self.before_changing(by=user, at=at)
            result = super().unpublish(*args, user=user, **options)
            if self.consultation and self.is_published_section():
                lifecycle.hold_section(
                    consultation=self.consultation,
                    section=self.section,
                    reason=str(_("The page is being revised.")),
                    by=user,
                    at=at,
                )
        return result

    def is_published_section(self) -> bool:
        return self.consultation.publications.filter(section=self.section, held_at=None).exists()

    def before_going_live(self, *, by: Any, at: Any) -> None:
        """Refuse with a `DomainError` what must not go live now."""

    def before_changing(self, *, by: Any, at: Any) -> None:
        """Refuse with a `DomainError` unpublishing, moving or deleting while it must stand."""

    def went_live(self, *, by: Any, at: Any) -> None:
        """The section becomes public; called in the transaction of the publication."""
        lifecycle.publish_section(
            consultation=self.consultation, section=self.section, by=by, at=at
        )

    def move(self, *args: Any, user: Any = None, **options: Any) -> Any:
        self.before_changing(by=user, at=clock.now())
        return super().move(*args, user=user, **options)

    def delete(self, *args: Any, user: Any = None, **options: Any) -> Any:
        self.before_changing(by=user, at=clock.now())
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
