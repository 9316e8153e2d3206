"""The pages of the site: home, index, a matter with its explanations, guidance."""

from typing import Any, ClassVar

from django.db import models, transaction
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.blocks import RICH, InterpretationBlock
from cms.models.section import SectionPage, UnableToChange, announce
from consultation import clock
from consultation.enums import Section, Stage
from consultation.models import Consultation
from consultation.sections import stations_of
from consultation.stages import stage_of


class HomePage(Page):
    max_count = 1
    subpage_types: ClassVar[list[str]] = ["cms.ConsultationIndexPage", "cms.GuidancePage"]
    preview_modes: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = _("home page")


class ConsultationIndexPage(Page):
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.ConsultationPage"]
    preview_modes: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = _("index of consultations")


class ConsultationPage(SectionPage):
    """公告内容: the announcement of a matter, one-to-one with its process."""

    section = Section.NOTICE
    consultation = models.OneToOneField(
        Consultation, models.PROTECT, null=True, editable=False, related_name="page"
    )
    notice = RichTextField(_("Notice"), features=RICH, blank=True)
    content_panels: ClassVar[list[Any]] = [*SectionPage.content_panels, FieldPanel("notice")]
    parent_page_types: ClassVar[list[str]] = ["cms.ConsultationIndexPage"]
    subpage_types: ClassVar[list[str]] = [
        "cms.DraftPage", "cms.InterpretationPage", "cms.BackgroundPage", "cms.DecisionPage",
    ]  # fmt: skip

    class Meta:
        verbose_name = _("consultation page")

    def previewed(self) -> dict[str, Any]:
        return {"stations": stations_of(self.consultation, clock.now())}

    @classmethod
    def can_create_at(cls, parent: Any) -> bool:
        """Never from the admin: a matter begins at the desk, with its process."""
        return False

    def slug_for_section(self) -> str:
        return self.consultation.slug if self.consultation else self.slug

    def before_changing(self, *, by: Any, at: Any) -> None:
        if self.consultation and stage_of(self.consultation, at) in (Stage.OPEN, Stage.SUSPENDED):
            raise UnableToChange(
                _(
                    "People are commenting, so the announcement stands. The matter can be "
                    "suspended or withdrawn at the desk."
                )
            )

    def written_words(self) -> str:
        return strip_tags(self.notice)


class InterpretationPage(SectionPage):
    """草案解读: one of possibly several explanations, listed at one address."""

    template = "cms/interpretation.html"
    section = Section.INTERPRETATION
    body = StreamField(InterpretationBlock(), verbose_name=_("Interpretation"), blank=True)
    content_panels: ClassVar[list[Any]] = [*SectionPage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("interpretation")

    def previewed(self) -> dict[str, Any]:
        return {"pages": [self]}

    def slug_for_section(self) -> str:
        """The page's own while nobody else has it, else the next free number."""
        others = InterpretationPage.objects.filter(consultation=self.consultation)
        taken = set(others.exclude(pk=self.pk).values_list("slug", flat=True))
        if self.slug.startswith("interpretation") and self.slug not in taken:
            return self.slug
        names = ("interpretation", *(f"interpretation-{n}" for n in range(2, len(taken) + 3)))
        return next(name for name in names if name not in taken)

    def written_words(self) -> str:
        return "\n".join(strip_tags(str(block.render())) for block in self.body)


class BackgroundPage(SectionPage):
    """背景介绍: why the draft was made."""

    template = "cms/background.html"
    section = Section.BACKGROUND
    fixed_slug = "background"
    body = RichTextField(_("Background"), features=[*RICH, "h3"], blank=True)
    content_panels: ClassVar[list[Any]] = [*SectionPage.content_panels, FieldPanel("body")]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("background")

    def written_words(self) -> str:
        return strip_tags(self.body)


class GuidancePage(Page):
    """How to take part, what happens to personal data, by which rules comments are handled."""

    body = RichTextField(_("Text"), features=[*RICH, "h2", "h3"])
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("body")]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("guidance")

    def publish(self, *args: Any, **options: Any) -> Any:
        with transaction.atomic():
            result = super().publish(*args, **options)
            announce(None)
        return result

    def unpublish(self, *args: Any, **options: Any) -> Any:
        with transaction.atomic():
            result = super().unpublish(*args, **options)
            announce(None)
        return result

    def search_document(self) -> dict[str, Any]:
        return {
            "key": f"page-{self.pk}",
            "kind": "guidance",
            "section": "",
            "title": self.title,
            "body": strip_tags(self.body),
            "url": f"/{self.slug}/",
            "published_at": self.first_published_at,
            "page": self.pk,
        }
