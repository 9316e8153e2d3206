"""The smallest answerable unit of a comment (要点), its outcome and its trace."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation, Department, Provision
from consultation.models.fields import acted_at, acted_by, both_or_neither
from feedback.enums import Outcome, WorkState
from feedback.models.comment import BesideComment, Comment
from feedback.querysets import PointQuerySet


class Point(BesideComment):
    """`version` rises with every change and is what compare-and-set compares.

    `decided_*` is the last person who set outcome and reason; `approved_*` the second person,
    never the same (R45). `traces` are provisions of the decision that reflect an adopted point
    (R72). `disagreement` records answers that contradict each other and stay so (R57).
    An imported point was signed elsewhere, so it is approved without a signature here.
    `passage_start` and `passage_end` are code points of the comment's body, half-open; null where
    no passage was marked or it stands in the title.
    A queue is read from one index, which begins with `consultation`.
    """

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="points")
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="points", editable=False
    )
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("the point in brief"))
    passage = models.TextField(_("passage of the comment"), blank=True)
    passage_start = models.PositiveIntegerField(null=True, editable=False)
    passage_end = models.PositiveIntegerField(null=True, editable=False)
    topic = models.CharField(_("topic"), max_length=40, blank=True)
    provisions = models.ManyToManyField(Provision, blank=True, related_name="points")
    state = models.CharField(_("state"), max_length=10, choices=WorkState, default=WorkState.NEW)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="points",
        verbose_name=_("assigned to"),
    )  # fmt: skip
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    reason = models.TextField(_("reason (public)"), blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    answered_by = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("answering department"),
    )  # fmt: skip
    disagreement = models.TextField(_("recorded disagreement"), blank=True)
    traces = models.ManyToManyField(Provision, blank=True, related_name="shaped_by")
    untraced_reason = models.CharField(_("why no article shows it"), max_length=300, blank=True)
    is_imported = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = acted_at(_("decided at"))
    decided_by = acted_by(_("decided by"))
    submitted_at = acted_at(_("submitted at"))
    submitted_by = acted_by(_("submitted by"))
    approved_at = acted_at(_("signed at"))
    approved_by = acted_by(_("signed by"))
    returned_note = models.CharField(_("note of the signer"), max_length=500, blank=True)
    removed_at = acted_at(_("removed at"))
    removed_by = acted_by(_("removed by"))

    objects = PointQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("point")
        verbose_name_plural = _("points")
        indexes = [
            models.Index(
                fields=["consultation", "comment", "number"],
                condition=Q(removed_at=None),
                name="point_queue",
            ),
            *(
                models.Index(
                    fields=["consultation", name, "comment", "number"],
                    condition=Q(removed_at=None),
                    name=f"point_queue_by_{name}",
                )
                for name in ("state", "outcome", "assigned_to")
            ),
            models.Index(
                fields=["consultation", "outcome", "comment", "number"],
                condition=Q(state=WorkState.IN_REVIEW, removed_at=None),
                name="points_to_sign",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["comment", "number"], name="a_point_is_numbered_once"),
            models.CheckConstraint(
                condition=Q(passage_start=None, passage_end=None)
                | Q(passage_end__gt=F("passage_start")),
                name="a_passage_begins_and_ends",
            ),
            both_or_neither("decided", "an_outcome_has_an_instant_and_a_person"),
            both_or_neither("submitted", "a_submission_has_an_instant_and_a_person"),
            both_or_neither("approved", "a_signature_has_an_instant_and_a_person"),
            both_or_neither("removed", "a_removal_has_an_instant_and_a_person"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("decided_by")),
                name="nobody_signs_their_own_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state=WorkState.APPROVED)
                | ((Q(approved_at__isnull=False) | Q(is_imported=True)) & ~Q(outcome="")),
                name="a_signed_point_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=Outcome.WITHOUT_REASON) | ~Q(reason=""),
                name="an_outcome_gives_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment}-{self.number}"

    @property
    def ticket(self) -> str:
        """The point as a screen shows it: its key and version, for compare-and-set."""
        return f"{self.pk}:{self.version}"
