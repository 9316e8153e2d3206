"""What became of each provision of the draft: proposed by alignment, confirmed by a person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultation import audit, permissions
from consultation.enums import ChangeSource, ProvisionKind, Relation, TextKind
from consultation.errors import DomainError
from consultation.models import Consultation, Provision, ProvisionLink
from consultation.provisions.alignment import align
from consultation.transactions import writing


class UnableToLink(DomainError):
    """The link does not join a provision of the draft with one of the decision."""


def newest(consultation: Consultation, kind: TextKind) -> list[Provision]:
    version = consultation.texts.filter(kind=kind).newest_first().first()
    return list(version.provisions.in_order()) if version else []


def propose(*, consultation: Consultation, by: Any, at: datetime) -> list[ProvisionLink]:
    """Write unconfirmed links between the newest draft and decision; confirmed ones stay (R11)."""
    permissions.require(may_link(by, consultation, at))
    return write_proposals(consultation, by=by, at=at)


def write_proposals(consultation: Consultation, *, by: Any, at: datetime) -> list[ProvisionLink]:
    """The proposals themselves; for an import, which no membership can allow or forbid."""
    old = newest(consultation, TextKind.DRAFT)
    new = newest(consultation, TextKind.DECISION)
    with writing():
        kept = consultation.links.filter(confirmed_at__isnull=False)
        settled = set(kept.values_list("origin", "target"))
        consultation.links.filter(confirmed_at=None).delete()
        made = [
            ProvisionLink(
                consultation=consultation,
                origin=old[found.origin] if found.origin is not None else None,
                target=new[found.target] if found.target is not None else None,
                relation=Relation(found.relation.value),
            )
            for found in align(old, new)
        ]
        fresh = [
            link
            for link in made
            if concerns_law(link) and (link.origin_id, link.target_id) not in settled
        ]
        ProvisionLink.objects.bulk_create(fresh)
        audit.record(
            verb="links.propose", by=by, at=at, consultation=consultation, number=len(fresh)
        )
    return fresh


def concerns_law(link: ProvisionLink) -> bool:
    """Headings are no law: what became of their articles says it all."""
    ends = [end for end in (link.origin, link.target) if end]
    return any(end.kind not in ProvisionKind.HEADINGS for end in ends)


def confirm(
    *,
    links: Sequence[ProvisionLink],
    by: Any,
    at: datetime,
    relation: Relation | None = None,
    source: ChangeSource | None = None,
    reason: str | None = None,
) -> int:
    """Confirm proposals, with a relation, source or reason of the person's own where given."""
    consultations = {link.consultation for link in links}
    for consultation in consultations:
        permissions.require(may_link(by, consultation, at))
    for link in links:
        require_ends(link.origin, link.target, relation or Relation(link.relation))
    values: dict[str, Any] = {"confirmed_at": at, "confirmed_by": by}
    values |= {"relation": relation} if relation else {}
    values |= {"source": source} if source is not None else {}
    values |= {"reason": reason} if reason is not None else {}
    with writing():
        moved = ProvisionLink.objects.filter(pk__in=[link.pk for link in links]).update(**values)
        for consultation in consultations:
            audit.record(
                verb="links.confirm", by=by, at=at, consultation=consultation,
                links=[link.pk for link in links if link.consultation == consultation],
            )  # fmt: skip
    return moved


def link(
    *,
    consultation: Consultation,
    origin: Provision | None,
    target: Provision | None,
    relation: Relation,
    by: Any,
    at: datetime,
    source: ChangeSource | str = "",
    reason: str = "",
) -> ProvisionLink:
    """A confirmed link made by hand; what it contradicts and what was proposed gives way."""
    permissions.require(may_link(by, consultation, at))
    for end, kind in ((origin, TextKind.DRAFT), (target, TextKind.DECISION)):
        if end and (end.version.kind != kind or end.version.consultation_id != consultation.pk):
            raise UnableToLink(_("A link joins the draft and the decision of one matter."))
    require_ends(origin, target, relation)
    with writing():
        contradicted(consultation, origin, target).delete()
        made = ProvisionLink.objects.create(
            consultation=consultation, origin=origin, target=target, relation=relation,
            source=source, reason=reason, confirmed_at=at, confirmed_by=by,
        )  # fmt: skip
        audit.record(
            verb="links.link", by=by, at=at, consultation=consultation, subject=made,
            relation=relation.value,
        )  # fmt: skip
    return made


def require_ends(origin: Provision | None, target: Provision | None, relation: Relation) -> None:
    if (origin is None) != (relation == Relation.ADDED) or (target is None) != (
        relation == Relation.REMOVED
    ):
        raise UnableToLink(_("Only an addition has no origin, only a removal no target."))


def contradicted(consultation: Consultation, origin: Any, target: Any) -> Any:
    """Links that cannot stand beside one from `origin` to `target`: proposals for either end, a
    removal of what is kept, an addition of what was there, whatever a removal says was kept.
    """
    same = Q(origin=origin, target=target)
    if origin is None:
        return consultation.links.filter(same | Q(target=target))
    if target is None:
        return consultation.links.filter(same | Q(origin=origin))
    proposed = Q(confirmed_at=None) & (Q(origin=origin) | Q(target=target))
    opposite = Q(origin=origin, target=None) | Q(origin=None, target=target)
    return consultation.links.filter(same | proposed | opposite)


def may_link(user: Any, consultation: Consultation, at: datetime) -> bool:
    return permissions.can_draft(user, consultation, at) or permissions.is_office(user, at)
