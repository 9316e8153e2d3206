"""Pages whose words are law: frozen when they go live, locked while comments are open."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, ClassVar
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms import documents
from cms.blocks import LegalTextBlock
from cms.locks import StandingLock
from cms.models.section import SectionPage, UnableToChange
from consultation import audit, outcomes
from consultation.enums import ProvisionKind, Section, Stage, TextKind
from consultation.models import Decision, TextVersion
from consultation.models.fields import acted_at, acted_by, both_or_neither
from consultation.stages import stage_of
from consultation.text import ProvisionInput, freeze, split_names


class LegalTextPage(SectionPage):
    """While `stands` holds, `in_short` says so; `standing` says why and what to do."""

    kind: ClassVar[TextKind]
    in_short: ClassVar[Any]
    standing: ClassVar[Any]
    body = StreamField(LegalTextBlock(), verbose_name=_("Text"), blank=True)
    content_panels: ClassVar[list[Any]] = [*SectionPage.content_panels, FieldPanel("body")]

    class Meta:
        abstract = True

    def provisions(self) -> Iterator[ProvisionInput]:
        """The blocks as edited, ready to be frozen or previewed."""
        for position, block in enumerate(self.body):
            value = block.value
            names = value.get("responsibilities") or ""
            image = value.get("image")
            yield ProvisionInput(
                uid=identity(block.id, f"{self.pk}.{position}"),
                kind=ProvisionKind(block.block_type),
                label=value.get("label") or "",
                heading=value.get("heading") or "",
                text=value.get("text") or "",
                source_text=value.get("source_text") or "",
                responsibilities=split_names(names),
                content={"image": image.pk} if image else None,
            )

    def previewed(self) -> dict[str, Any]:
        return {"document": documents.preview_of(self.title, self.kind, list(self.provisions()))}

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        page = super().copy(*args, **kwargs)
        page.renew_identities()
        return page

    def renew_identities(self) -> None:
        """Give the blocks of a copy, in all its revisions, identities of their own."""
        ids: dict[str, str] = defaultdict(lambda: str(uuid4()))
        for revision in self.revisions.all():
            blocks = json.loads(revision.content["body"] or "[]")
            revision.content["body"] = json.dumps(renewed(blocks, ids), ensure_ascii=False)
            revision.save(update_fields=["content"])
        self.body = type(self).body.field.to_python(renewed(self.body.raw_data, ids))
        self.save(update_fields=["body"], clean=False)

    def stands(self, at: Any) -> bool:
        """Whether the published words must not change at `at` without an erratum."""
        raise NotImplementedError

    def get_lock(self) -> Any:
        return super().get_lock() or StandingLock.of(self)

    def before_going_live(self, *, by: Any, at: Any) -> None:
        if self.stands(at) and self.open_erratum() is None:
            raise UnableToChange(self.standing)

    def before_changing(self, *, by: Any, at: Any) -> None:
        if self.stands(at):
            raise UnableToChange(self.standing)

    def went_live(self, *, by: Any, at: Any) -> None:
        self.freeze(by=by, at=at)
        super().went_live(by=by, at=at)

    def freeze(self, *, by: Any, at: Any) -> TextVersion:
        """The next version; with the reason of the erratum that is open, which it closes."""
        erratum = self.open_erratum()
        version = freeze(
            consultation=self.consultation,
            kind=self.kind,
            title=self.title,
            provisions=list(self.provisions()),
            by=by,
            at=at,
            erratum_reason=erratum.reason if erratum else "",
        )
        if erratum:
            Erratum.objects.filter(pk=erratum.pk, closed_at=None).update(closed_at=at, closed_by=by)
        return version

    def open_erratum(self) -> "Erratum | None":
        return Erratum.objects.filter(
            consultation=self.consultation, kind=self.kind, closed_at=None
        ).first()


def identity(block_id: str | None, place: str) -> UUID:
    """A block's own identity; before it is saved for the first time, one of its place."""
    try:
        return UUID(block_id or "")
    except ValueError:
        return uuid5(NAMESPACE_OID, block_id or place)


def renewed(blocks: Any, ids: dict[str, str]) -> list[dict[str, Any]]:
    return [{**block, "id": ids[block["id"]]} for block in blocks]


class DraftPage(LegalTextPage):
    """草案全文: the text for comment."""

    template = "cms/draft.html"
    section = Section.DRAFT
    fixed_slug = "draft"
    kind = TextKind.DRAFT
    max_count_per_parent = 1
    in_short = _("Locked while comments are open")
    standing = _(
        "People are commenting on this text, so its words stand. To correct a mistake, open an "
        "erratum at the desk: it becomes a new version, and comments keep the version they saw."
    )

    class Meta:
        verbose_name = _("draft")

    def stands(self, at: Any) -> bool:
        """While people may be commenting on it."""
        return (
            self.consultation is not None
            and stage_of(self.consultation, at) in (Stage.OPEN, Stage.SUSPENDED)
            and self.consultation.texts.filter(kind=self.kind).exists()
        )


class DecisionPage(LegalTextPage):
    """决策公开: the text decided. It goes live as a text; the office publishes the decision."""

    template = "cms/decision.html"
    section = Section.DECISION
    fixed_slug = "decision"
    kind = TextKind.DECISION
    max_count_per_parent = 1
    in_short = _("Locked: the decision is published")
    standing = _(
        "This decision is published, so its words stand. To correct a mistake, open an erratum "
        "at the desk: it becomes a new version, and its reason is shown."
    )

    class Meta:
        verbose_name = _("decision text")

    def previewed(self) -> dict[str, Any]:
        """The head is the recorded decision's, where there is one already."""
        recorded = Decision.objects.filter(consultation=self.consultation).first()
        return super().previewed() | {"decision": recorded or Decision(title=self.title)}

    def stands(self, at: Any) -> bool:
        """Once the decision is published."""
        return Decision.objects.filter(
            consultation=self.consultation_id, published_at__lte=at
        ).exists()

    def went_live(self, *, by: Any, at: Any) -> None:
        """Freeze only: the section becomes public by `outcomes.publish_decision`."""
        version = self.freeze(by=by, at=at)
        outcomes.follow_text(version=version, at=at)


class Erratum(models.Model):
    """Leave to correct a standing text, given to one editor until the correction is published."""

    consultation = models.ForeignKey("consultation.Consultation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=TextKind)
    reason = models.CharField(_("reason"), max_length=500)
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = acted_at(_("closed at"))
    closed_by = acted_by(_("closed by"))

    class Meta:
        verbose_name = _("erratum")
        verbose_name_plural = _("errata")
        constraints: ClassVar[list[Any]] = [
            both_or_neither("closed", "an_erratum_is_closed_by_somebody"),
            models.UniqueConstraint(
                fields=["consultation", "kind"],
                condition=models.Q(closed_at=None),
                name="one_erratum_is_open_at_a_time",
            ),
        ]


def open_erratum(*, page: LegalTextPage, reason: str, by: Any, at: Any) -> Erratum:
    """Lift the lock for `by` until the correction is published (a new version)."""
    if not reason.strip():
        raise UnableToChange(_("Say what must be corrected; the reason is shown."))
    if page.open_erratum() is not None:
        raise UnableToChange(_("A correction of this text is already under way."))
    erratum = Erratum.objects.create(
        consultation=page.consultation, kind=page.kind, reason=reason, opened_at=at, opened_by=by
    )
    audit.record(
        verb="text.erratum", by=by, at=at, consultation=page.consultation, subject=erratum,
        reason=reason,
    )  # fmt: skip
    return erratum
