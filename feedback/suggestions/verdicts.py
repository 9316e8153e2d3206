"""Taking or refusing a proposal: by a named person, on record, once (R53)."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from consultation import audit, permissions
from consultation.errors import DomainError
from consultation.models import Consultation, Provision
from consultation.transactions import writing
from feedback import triage
from feedback.enums import SuggestionKind, WorkState
from feedback.models import Point, SuggestionVerdict
from feedback.suggestions.proposing import Proposal
from feedback.weighing import held, refuse_unless


class UnableToSettle(DomainError):
    """The proposal was settled by somebody else, or is none any more."""


@writing()
def take(
    *, point: Point, version: int, proposal: Proposal, by: Any, at: datetime
) -> SuggestionVerdict:
    """Note that the proposal was taken. An article or topic is set on the point at once; what
    speaks of an answer or a department only fills the form, which a person saves.
    """
    verdict = settle(point, version, proposal, True, by, at)
    provisions = list(point.provisions.all())
    topic = point.topic
    if proposal.kind == SuggestionKind.ARTICLE:
        provisions += [Provision.objects.get(pk=int(proposal.value))]
    elif proposal.kind == SuggestionKind.TOPIC:
        topic = proposal.value
    else:
        return verdict
    triage.edit_point(
        point=point, version=version, text=point.text, passage=point.passage, topic=topic,
        provisions=provisions, by=by, at=at,
    )  # fmt: skip
    return verdict


@writing()
def refuse(
    *, point: Point, version: int, proposal: Proposal, by: Any, at: datetime
) -> SuggestionVerdict:
    """Note that the proposal does not fit; it is not shown again at this point."""
    return settle(point, version, proposal, False, by, at)


def settle(
    point: Point, version: int, proposal: Proposal, is_taken: bool, by: Any, at: datetime
) -> SuggestionVerdict:
    (point,) = held({point.pk: version}, by=by, at=at, may=permissions.can_draft)
    refuse_unless([point], WorkState.EDITABLE, triage.UnableToSplit(triage.SIGNED))
    try:
        with transaction.atomic():
            verdict = SuggestionVerdict.objects.create(
                point=point, kind=proposal.kind, value=proposal.value, is_taken=is_taken,
                settled_at=at, settled_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise UnableToSettle(_("Somebody has settled this suggestion already.")) from None
    audit.record(
        verb="suggestion.taken" if is_taken else "suggestion.refused", by=by, at=at,
        consultation=point.consultation, subject=verdict, point=point.pk,
        kind=proposal.kind.value, value=proposal.value,
    )  # fmt: skip
    return verdict


def tally(consultation: Consultation) -> list[tuple[SuggestionKind, int, int]]:
    """Of each kind, how many proposals were taken and how many refused."""
    rows = SuggestionVerdict.objects.filter(point__consultation=consultation).values("kind")
    rows = rows.annotate(
        taken=Count("pk", filter=Q(is_taken=True)), refused=Count("pk", filter=Q(is_taken=False))
    )
    numbers = {row["kind"]: (row["taken"], row["refused"]) for row in rows.order_by()}
    return [(kind, *numbers[kind.value]) for kind in SuggestionKind if kind.value in numbers]
