"""Frozen legal texts: what was public, word for word, and how one text became the other."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultation.enums import ChangeSource, ProvisionKind, Relation, TextKind
from consultation.models.consultation import Consultation
from consultation.models.department import Department
from consultation.models.fields import acted_at, acted_by, both_or_neither
from consultation.models.frozen import Frozen
from consultation.querysets import ProvisionQuerySet, TextVersionQuerySet


class TextVersion(Frozen):
    """One published wording of a draft or decision. Insert-only; `digest` covers its provisions."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="texts")
    kind = models.CharField(_("kind"), max_length=10, choices=TextKind)
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=250)
    erratum_reason = models.CharField(_("reason of the erratum"), max_length=500, blank=True)
    digest = models.CharField(max_length=64, editable=False)
    frozen_at = models.DateTimeField(_("frozen at"))
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = TextVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("text version")
        verbose_name_plural = _("text versions")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "kind", "number"], name="a_version_is_numbered_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


class Provision(Frozen):
    """A part, article, item, paragraph, table or figure of one frozen text.

    `uid` is stable across versions of the same text, so that a renumbered article keeps what
    hangs on it (R3). `source_text` is what was typed or imported; `text` is for display (R5).
    `content` holds a table's rows or a figure's reference as JSON.
    """

    version = models.ForeignKey(TextVersion, models.PROTECT, related_name="provisions")
    uid = models.UUIDField(editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    kind = models.CharField(max_length=10, choices=ProvisionKind)
    position = models.PositiveIntegerField()
    label = models.CharField(max_length=40, blank=True)
    anchor = models.CharField(max_length=40)
    heading = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    source_text = models.TextField(blank=True)
    content = models.JSONField(null=True)

    objects = ProvisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        constraints = [
            models.UniqueConstraint(fields=["version", "uid"], name="a_uid_occurs_once_in_a_text"),
            models.UniqueConstraint(
                fields=["version", "position"], name="provisions_stand_in_one_order"
            ),
            models.UniqueConstraint(
                fields=["version", "anchor"], name="an_anchor_names_one_provision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}{self.heading or self.text[:20]}"


class Responsibility(Frozen):
    """A department charged by a provision: the name as printed and, where known, its row (R10)."""

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="responsibilities")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("name as printed"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")


class ProvisionLink(models.Model):
    """What became of one provision of the draft in the decision (R11, R72, R73)."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="links")
    origin = models.ForeignKey(Provision, models.PROTECT, null=True, related_name="became")
    target = models.ForeignKey(Provision, models.PROTECT, null=True, related_name="came_from")
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)
    source = models.CharField(_("source"), max_length=10, choices=ChangeSource, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    confirmed_at = acted_at(_("confirmed at"))
    confirmed_by = acted_by(_("confirmed by"))

    class Meta:
        verbose_name = _("provision link")
        verbose_name_plural = _("provision links")
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "target"], name="two_provisions_are_linked_once"
            ),
            models.CheckConstraint(
                condition=(
                    Q(relation=Relation.ADDED, origin=None, target__isnull=False)
                    | Q(relation=Relation.REMOVED, origin__isnull=False, target=None)
                    | (
                        ~Q(relation__in=[Relation.ADDED, Relation.REMOVED])
                        & Q(origin__isnull=False, target__isnull=False)
                    )
                ),
                name="only_additions_and_removals_have_one_end",
            ),
            both_or_neither("confirmed", "a_confirmation_has_an_instant_and_a_person"),
        ]
