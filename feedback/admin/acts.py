"""What the page of one comment can do: each act reads its form and calls one verb."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from consultation.enums import ProvisionKind, TextKind
from consultation.errors import DomainError
from consultation.models import Consultation, Department, Provision
from feedback import (
    bundles,
    commitments,
    disagreements,
    referrals,
    responses,
    suggestions,
    traces,
    triage,
    undo,
)
from feedback.admin.filters import is_key
from feedback.admin.staff import clerks
from feedback.models import Comment, Point, Referral
from feedback.privacy.masking import mask

SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
Act = Callable[[Comment, QueryDict, Any, datetime], Any]


def sentences(comment: Comment) -> list[str]:
    """The comment cut at its sentences, for choosing a passage without a script."""
    return [found.strip() for found in SENTENCE.findall(comment.body) if found.strip()]


def span_of(comment: Comment, data: QueryDict) -> triage.Span | None:
    """The stretch marked, or the run from the first to the last sentence ticked."""
    marked = [data.get(name, "") for name in ("start", "end")]
    if all(map(is_key, marked)):
        return int(marked[0]), int(marked[1])
    ticked = sorted(int(value) for value in data.getlist("sentence") if is_key(value))
    whole = [found for found in SENTENCE.finditer(comment.body) if found[0].strip()]
    if not ticked or ticked[-1] >= len(whole):
        return None
    return whole[ticked[0]].start(), whole[ticked[-1]].end()


def number(data: QueryDict, name: str) -> int:
    """A key or version as posted; 0, which fits nothing, for anything else."""
    value = data.get(name, "")
    return int(value) if is_key(value) else 0


def point_of(comment: Comment, data: QueryDict) -> Point:
    """Of a point that somebody has removed meanwhile the verb says so."""
    return get_object_or_404(comment.points.all(), pk=number(data, "point"))


def shown(comment: Comment, data: QueryDict) -> dict[int, int]:
    return {point_of(comment, data).pk: number(data, "version")}


def provisions_of(data: QueryDict, name: str = "provisions") -> list[Provision]:
    keys = [int(value) for value in data.getlist(name) if is_key(value)]
    return list(Provision.objects.filter(pk__in=keys))


def department_of(data: QueryDict, name: str = "department") -> Department:
    found = Department.objects.active().filter(pk=number(data, name)).first()
    if found is None:
        raise DomainError(_("Choose a department."))
    return found


def departments_of(data: QueryDict) -> list[Department]:
    """One or several; each key must be that of an active department."""
    keys = [int(value) for value in data.getlist("department") if is_key(value)]
    found = list(Department.objects.active().filter(pk__in=keys).order_by("pk"))
    if not found or len(found) != len(set(keys)):
        raise DomainError(_("Choose a department."))
    return found


def day_of(data: QueryDict, name: str) -> date | None:
    try:
        return parse_date(data.get(name, ""))
    except ValueError as error:
        raise DomainError(_("That day does not exist.")) from error


def add(comment: Comment, data: QueryDict, by: Any, at: datetime) -> Any:
    """A point of the stretch chosen; with nothing chosen or typed, the whole comment as one.
    Personal data in words that nobody typed is masked: they are printed.
    """
    span = span_of(comment, data)
    passage = comment.body[slice(*span)] if span else ""
    if quoted := data.get("passage", "").strip():
        passage = quoted
    text = data.get("text", "").strip() or mask(passage)
    if not text and not data.getlist("sentence"):
        text, passage = mask(comment.title), comment.body
    return triage.add_point(
        comment=comment, text=text, passage=passage, span=span,
        topic=data.get("topic", ""), provisions=provisions_of(data), by=by, at=at,
    )  # fmt: skip


def edit(comment: Comment, data: QueryDict, by: Any, at: datetime) -> Any:
    point = point_of(comment, data)
    return triage.edit_point(
        point=point, version=number(data, "version"), text=data.get("text", ""),
        passage=data.get("passage", point.passage), topic=data.get("topic", ""),
        provisions=provisions_of(data), by=by, at=at,
    )  # fmt: skip


def remove(comment: Comment, data: QueryDict, by: Any, at: datetime) -> Any:
    return triage.remove_point(
        point=point_of(comment, data), version=number(data, "version"), by=by, at=at
    )


def decide(comment: Comment, data: QueryDict, by: Any, at: datetime) -> Any:
    """Outcome and reason; a promise made with them; with `submit` sent for signature at once."""
    point = point_of(comment, data)
    if promise := data.get("promise", "").strip():
        owner = department_of(data, "owner") if data.get("owner") else comment.consultation.lead
        commitments.make(
            consultation=comment.consultation, text=promise, owner=owner, point=point,
            due_on=day_of(data, "promise_due"), by=by, at=at,
        )  # fmt: skip
    decided = responses.decide(
        points=shown(comment, data), outcome=data.get("outcome", ""),
        reason=data.get("reason", ""), legal_basis=data.get("legal_basis", ""), by=by, at=at,
    )  # fmt: skip
    if "submit" in data:
        responses.submit(points={one.pk: one.version for one in decided}, by=by, at=at)
    return decided


def submit(comment: Comment, data: QueryDict, by: Any, at: datetime) -> Any:
    return responses.submit(points=shown(comment, data), by=by, at=at)


def reopen(comment: Comment, data: QueryDict, by: Any, at: datetime) -> Any:
    return responses.reopen(
        point=point_of(comment, data), version=number(data, "version"),
        reason=data.get("why", ""), by=by, at=at,
    )  # fmt: skip


def assign(comment: Comment, data: QueryDict, by: Any, at: datetime) -> Any:
    """One point to a person of the matter, or with nobody chosen to nobody."""
    people = clerks(comment.consultation, at)
    to = next((one for one in people if one.pk == number(data, "to")), None)
    if to is None and data.get("to"):
        raise DomainError(_("Choose a person to assign to."))
    return triage.assign(points=shown(comment, data), to=to, by=by, at=at)


def refer(comment: Comment, data: QueryDict, by: Any, at: datetime) -> Any:
    days = number(data, "days") if data.get("days") else None
    first, *others = departments_of(data)
    return referrals.refer(
        points=shown(comment, data), department=first, also=others,
        question=data.get("question", ""), days=days, by=by, at=at,
    )  # fmt: skip


def referral_of(comment: Comment, data: QueryDict) -> Referral:
    found = Referral.objects.filter(point__comment=comment)
    return get_object_or_404(found.select_related("point"), pk=number(data, "referral"))


def take(comment: Comment, data: QueryDict, by: Any, at: datetime) -> Any:
    """A department's answer for one point or for its bundle; with `submit` sent for signature."""
    asked, version = referral_of(comment, data), number(data, "version")
    if "bundle" in data:
        taken = bundles.take_bundle(referral=asked, version=version, by=by, at=at)
    else:
        taken = [
            responses.take_answer(
                referral=asked, version=version, outcome=data.get("outcome") or None, by=by, at=at
            )
        ]
    if "submit" in data:
        responses.submit(points={one.pk: one.version for one in taken}, by=by, at=at)
    return taken


def recall(comment: Comment, data: QueryDict, by: Any, at: datetime) -> Any:
    return referrals.withdraw_referral(referral=referral_of(comment, data), by=by, at=at)


def disagree(comment: Comment, data: QueryDict, by: Any, at: datetime) -> Any:
    return disagreements.record_disagreement(
        point=point_of(comment, data), version=number(data, "version"),
        text=data.get("disagreement", ""), by=by, at=at,
    )  # fmt: skip


def trace(comment: Comment, data: QueryDict, by: Any, at: datetime) -> Any:
    return traces.trace(
        point=point_of(comment, data), version=number(data, "version"),
        provisions=provisions_of(data, "traces"),
        untraced_reason=data.get("untraced_reason", ""), by=by, at=at,
    )  # fmt: skip


def undo_step(comment: Comment, data: QueryDict, by: Any, at: datetime) -> Any:
    return undo.undo(comment=comment, event=number(data, "event"), by=by, at=at)


def settle_suggestion(comment: Comment, data: QueryDict, by: Any, at: datetime) -> Any:
    """`take` or refuse what the machine proposes for a point, if it still proposes it."""
    point = point_of(comment, data)
    articles = articles_of(comment.consultation, TextKind.DRAFT)
    found = suggestions.proposals(comment.consultation, [point], articles).get(point.pk, [])
    wanted = (data.get("kind", ""), data.get("value", ""))
    proposal = next((one for one in found if (one.kind.value, one.value) == wanted), None)
    if proposal is None:
        raise suggestions.UnableToSettle(_("Somebody has settled this suggestion already."))
    verb = suggestions.take if "take" in data else suggestions.refuse
    return verb(point=point, version=number(data, "version"), proposal=proposal, by=by, at=at)


def articles_of(consultation: Consultation, kind: TextKind) -> list[Provision]:
    """Articles and items of the newest text of a kind, in its order."""
    newest = consultation.texts.filter(kind=kind).newest_first()[:1]
    kinds = [ProvisionKind.ARTICLE, ProvisionKind.ITEM]
    return list(Provision.objects.filter(version__in=newest, kind__in=kinds).in_order())


ACTS: dict[str, Act] = {
    "add": add, "assign": assign, "edit": edit, "remove": remove, "decide": decide,
    "submit": submit, "reopen": reopen, "refer": refer, "take": take, "recall": recall,
    "disagree": disagree, "trace": trace, "undo": undo_step,
    "suggestion": settle_suggestion,
}  # fmt: skip
