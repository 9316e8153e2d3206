"""Splitting comments into points: the original is never touched (R47)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from consultation import audit, permissions
from consultation.enums import TextKind
from consultation.errors import DomainError
from consultation.models import Provision
from consultation.transactions import writing
from feedback.enums import ReportKind, WorkState
from feedback.models import Comment, Point, ReportEntry
from feedback.privacy.masking import mask
from feedback.queues import changes
from feedback.weighing import (
    Chosen,
    are_of,
    change,
    fresh,
    held,
    lock,
    refuse_unless,
    require_fit,
)  # fmt: skip

Span = tuple[int, int]
"""A half-open stretch of a comment's body, in code points."""


class UnableToSplit(DomainError):
    """The comment or the point does not allow this."""


SIGNED = _(
    "This point waits for a signature or carries one. Send it back or reopen it before changing it."
)
WITHDRAWN = _("The comment was withdrawn by its author.")
REPORTED = _("The final report has answered this comment. Reopen one of its points first.")
BATCH = 1000


@writing()
def add_point(
    *,
    comment: Comment,
    text: str,
    passage: str = "",
    span: Span | None = None,
    topic: str = "",
    provisions: Sequence[Provision] = (),
    by: Any,
    at: datetime,
) -> Point:
    """One more answerable unit, numbered after all points that the comment ever had.

    `span` says where in the body the passage stands; without it the first place is taken.
    """
    consultation = lock(comment.consultation_id)
    permissions.require(permissions.can_draft(by, consultation, at))
    comment = Comment.objects.get(pk=comment.pk)
    if comment.withdrawn_at:
        raise UnableToSplit(WITHDRAWN)
    if is_reported(comment):
        raise UnableToSplit(REPORTED)
    words = checked(comment, text=text, topic=topic, provisions=provisions)
    words |= located(comment, passage, span)
    last = comment.points.aggregate(last=Max("number"))["last"] or 0
    point = Point.objects.create(
        comment=comment, number=last + 1, created_at=at, created_by=by, **words
    )
    point.provisions.set(provisions)
    changes.note(consultation.pk, [comment.pk])
    log_added(point, by, at)
    return point


@writing()
def add_first_points(
    *, comments: Sequence[Comment], text: str = "", topic: str = "", by: Any, at: datetime
) -> list[Point]:
    """One point for each comment that has none, of its whole body; all or nothing.

    Without `text` each point says what the comment's title says, personal data masked. Articles
    are those cited.
    """
    if not comments:
        raise UnableToSplit(_("Choose at least one comment without a point."))
    pks = [comment.pk for comment in comments]
    matters = {comment.consultation_id for comment in comments}
    for consultation_id in sorted(matters):
        permissions.require(permissions.can_draft(by, lock(consultation_id), at))
    if Point.objects.standing().filter(comment__in=pks).exists():
        raise UnableToSplit(_("One of the comments has been split meanwhile. Nothing was done."))
    numbered = Point.objects.filter(comment=OuterRef("pk")).order_by()
    highest = numbered.values("comment").annotate(last=Max("number"))
    rows = list(
        Comment.objects.filter(pk__in=pks)
        .select_related("consultation")
        .prefetch_related("provisions")
        .annotate(last=Subquery(highest.values("last")))
        .order_by("pk")
    )
    if any(comment.withdrawn_at for comment in rows):
        raise UnableToSplit(WITHDRAWN)
    if printed(pks).exists():
        raise UnableToSplit(REPORTED)
    made = [first_point(comment, text, topic, by, at) for comment in rows]
    Point.objects.bulk_create(made, batch_size=BATCH)
    through = Point.provisions.through
    through._default_manager.bulk_create(
        [
            through(point_id=point.pk, provision_id=one.pk)
            for point, comment in zip(made, rows, strict=True)
            for one in comment.provisions.all()
        ],
        batch_size=BATCH,
    )
    for matter in matters:
        own = [one for one in made if one.consultation_id == matter]
        changes.note(matter, [one.comment_id for one in own])
        audit.record_each(
            verb="point.added", by=by, at=at, consultation=own[0].consultation,
            subjects=((one, {"comment": one.comment_id, "number": one.number}) for one in own),
        )  # fmt: skip
    return made


def first_point(comment: Comment, text: str, topic: str, by: Any, at: datetime) -> Point:
    """Unsaved, of the whole body. The articles that a comment cites are of its matter's drafts."""
    text = text.strip() or mask(comment.title)
    words = checked(comment, text=text, topic=topic, provisions=())
    words |= located(comment, comment.body, None)
    last: int | None = comment.last  # type: ignore[attr-defined]
    return Point(
        comment=comment, consultation=comment.consultation, number=(last or 0) + 1,
        created_at=at, created_by=by, **words,
    )  # fmt: skip


def log_added(point: Point, by: Any, at: datetime) -> None:
    audit.record(
        verb="point.added", by=by, at=at, consultation=point.comment.consultation, subject=point,
        comment=point.comment_id, number=point.number,
    )  # fmt: skip


@writing()
def edit_point(
    *,
    point: Point,
    version: int,
    text: str,
    passage: str = "",
    topic: str = "",
    provisions: Sequence[Provision] = (),
    by: Any,
    at: datetime,
) -> Point:
    """New words for what is asked; outcome and reason stay."""
    (point,) = held({point.pk: version}, by=by, at=at, may=permissions.can_draft)
    refuse_unless([point], WorkState.EDITABLE, UnableToSplit(SIGNED))
    words = checked(point.comment, text=text, topic=topic, provisions=provisions)
    if unified(passage).strip() != point.passage:
        words |= located(point.comment, passage, None)
    changed = sorted(name for name, value in words.items() if getattr(point, name) != value)
    (point,) = change([point], **words)
    point.provisions.set(provisions)
    audit.record(
        verb="point.edited", by=by, at=at, consultation=point.comment.consultation,
        subject=point, changed=changed, version=point.version,
    )  # fmt: skip
    return point


@writing()
def remove_point(*, point: Point, version: int, by: Any, at: datetime) -> Point:
    """Take a point out of the count. The row stays and its number is not given again."""
    (point,) = held({point.pk: version}, by=by, at=at, may=permissions.can_draft)
    refuse_unless([point], WorkState.EDITABLE, UnableToSplit(SIGNED))
    if point.referrals.waiting().exists():
        raise UnableToSplit(_("A department was asked about this point. Withdraw that first."))
    (point,) = change([point], removed_at=at, removed_by=by)
    audit.record(
        verb="point.removed", by=by, at=at, consultation=point.comment.consultation,
        subject=point, comment=point.comment_id, number=point.number,
    )  # fmt: skip
    return point


@writing()
def assign(*, points: Chosen, to: Any, by: Any, at: datetime) -> list[Point]:
    """Give points to one drafter of the matter, or with None to nobody; all or nothing."""
    chosen = held(points, by=by, at=at, may=permissions.can_draft)
    refuse_unless(chosen, WorkState.OPEN, UnableToSplit(SIGNED))
    consultation = chosen[0].comment.consultation
    if to is not None and not permissions.can_draft(to, consultation, at):
        raise UnableToSplit(_("%(person)s is no drafter of this matter."), person=to.get_username())
    idle = [point for point in chosen if point.state in (WorkState.NEW, WorkState.ASSIGNED)]
    busy = [point for point in chosen if point not in idle]
    change(idle, assigned_to=to, state=WorkState.ASSIGNED if to else WorkState.NEW)
    change(busy, assigned_to=to)
    audit.record_each(
        verb="point.assigned", by=by, at=at, consultation=consultation,
        subjects=((point, {"to": to.pk if to else None}) for point in chosen),
    )  # fmt: skip
    return fresh(chosen)


def is_reported(comment: Comment) -> bool:
    """Whether a published final report answers the comment and none of its points is open."""
    is_open = comment.points.filter(removed_at=None, state__in=WorkState.OPEN)
    return printed([comment.pk]).exists() and not is_open.exists()


def printed(comments: Sequence[int]) -> QuerySet[ReportEntry]:
    """What published final reports answer of these comments."""
    return ReportEntry.objects.filter(
        point__comment__in=comments, report__kind=ReportKind.FINAL,
        report__published_at__isnull=False,
    )  # fmt: skip


def checked(
    comment: Comment, *, text: str, topic: str, provisions: Sequence[Provision]
) -> dict[str, Any]:
    """The words of a point, trimmed; refused when empty, too long or citing another draft."""
    text, topic = text.strip(), topic.strip()
    if not text:
        raise UnableToSplit(_("Say in brief what the point asks."))
    require_fit(Point, topic=topic)
    if not are_of(comment.consultation_id, provisions, kind=TextKind.DRAFT):
        raise UnableToSplit(_("An article belongs to another matter's draft."))
    return {"text": text, "topic": topic}


def located(comment: Comment, passage: str, span: Span | None) -> dict[str, Any]:
    """The passage and its place in the body, which never changes; refused when it is not there."""
    passage = unified(passage).strip()
    if not passage:
        return {"passage": "", "passage_start": None, "passage_end": None}
    body = comment.body
    if span is not None:
        raw = body[span[0] : span[1]]
        if unified(raw).strip() != passage:
            raise UnableToSplit(_("The passage must stand in the comment word for word."))
        start = span[0] + len(raw) - len(raw.lstrip())
        return {
            "passage": passage, "passage_start": start, "passage_end": start + len(raw.strip()),
        }  # fmt: skip
    for words in (passage, passage.replace("\n", "\r\n")):
        if (start := body.find(words)) >= 0:
            return {
                "passage": passage, "passage_start": start, "passage_end": start + len(words),
            }  # fmt: skip
    if passage not in unified(comment.title) and passage not in unified(body):
        raise UnableToSplit(_("The passage must stand in the comment word for word."))
    return {"passage": passage, "passage_start": None, "passage_end": None}


def unified(text: str) -> str:
    """Browsers send line ends as CR LF; letters may hold either."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
