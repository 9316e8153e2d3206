"""Weighing a group once: one answer for its common text, each addition left open as a point.

A small group is answered in the request, all of it or nothing. A large one is answered in the
background, `BATCH` comments at a time and each batch whole, so that nobody who comments meanwhile
waits. Work that is stopped leaves the batches done; asking again goes on with the rest.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as text_of
from django.utils.translation import gettext_lazy as _

from consultation import audit, jobs, permissions
from consultation.errors import Conflict
from consultation.models import Job, Provision
from consultation.transactions import writing
from feedback import groups, responses, triage
from feedback.enums import WorkState
from feedback.legal import require_alive
from feedback.models import CommentGroup, GroupMember, Point
from feedback.privacy.masking import mask
from feedback.querysets import GroupMemberQuerySet
from feedback.queues import changes
from feedback.reasons import checked_outcome, checked_reason
from feedback.weighing import lock

BATCH = 500
KIND = "groups.weigh"


@dataclass(frozen=True)
class Answer:
    """`text` is the common demand in brief, `provisions` are keys; `submit` sends the points for
    signature.
    """

    text: str
    outcome: str
    reason: str = ""
    legal_basis: str = ""
    provisions: tuple[int, ...] = ()
    submit: bool = False


@dataclass(frozen=True)
class Weighed:
    """Points answered; additions now open as points; comments `left` because somebody has split
    them by hand or their point carries a signature.
    """

    answered: int = 0
    opened: int = 0
    left: int = 0

    def __add__(self, other: "Weighed") -> "Weighed":
        return Weighed(
            self.answered + other.answered, self.opened + other.opened, self.left + other.left
        )


@writing()
def weigh(
    *, group: CommentGroup, version: int, answer: Answer, by: Any, at: datetime
) -> Weighed | Job:
    """One outcome and reason for the common text of every confirmed member; of more than `BATCH`
    a job. Nothing that a member says of its own is answered here: each addition becomes a point
    that waits.
    """
    group = groups.held(group, version, by=by, at=at)
    if running(group):
        raise Conflict(_("This group is being answered already."))
    number = members(group).count()
    if not number:
        raise groups.UnableToGroup(_("Confirm the group before you weigh it."))
    group = groups.change(group, answer=asdict(require_sound(group, answer, at)))
    if number > BATCH:
        title = text_of("Answer the %(count)s comments of group %(number)s")
        return jobs.start(
            kind=KIND, title=title % {"count": number, "number": group.number}, by=by, at=at,
            consultation=group.consultation, group=group.pk,
        )  # fmt: skip
    done = answer_batch(group, list(members(group)), answer, by, at)
    if not done.answered:
        raise groups.UnableToGroup(_("No comment of the group is left to be weighed here."))
    log_weighed(group, done, answer, by, at)
    return done


def running(group: CommentGroup) -> Job | None:
    """The job that answers the group just now."""
    return Job.objects.unended().filter(kind=KIND, arguments__group=group.pk).first()


def work(*, job: Job, at: datetime, group: int) -> None:
    """Answer the members that were confirmed when it was asked for; `Stopped` between batches."""
    shown = CommentGroup.objects.select_related("consultation").get(pk=group)
    given = shown.answer
    answer = Answer(**given | {"provisions": tuple(given["provisions"])})
    confirmed = members(shown).filter(confirmed_at__lte=job.asked_at)
    total, reached, last, done = confirmed.count(), 0, 0, Weighed()
    jobs.progress(job=job, done=0, total=total)
    while True:
        with writing():
            matter = lock(shown.consultation_id)
            permissions.require(permissions.can_draft(job.asked_by, matter, at))
            rows = list(confirmed.filter(pk__gt=last)[:BATCH])
            done += answer_batch(shown, rows, answer, job.asked_by, at)
        if not rows:
            break
        reached, last = reached + len(rows), rows[-1].pk
        jobs.progress(job=job, done=reached, total=total)
    with writing():
        log_weighed(shown, done, answer, job.asked_by, at)


def require_sound(group: CommentGroup, answer: Answer, at: datetime) -> Answer:
    """Refuse, before anything is written, what the verbs would refuse for its words alone."""
    member = members(group)[:1].get()
    cited = provisions_of(answer)
    triage.checked(member.comment, text=answer.text, topic="", provisions=cited)
    checked_reason(checked_outcome(answer.outcome), answer.reason, has_commitment=False)
    day = timezone.localdate(at)
    require_alive([answer.reason, answer.legal_basis], group.consultation, day)
    return answer


def answer_batch(
    group: CommentGroup, rows: Sequence[GroupMember], answer: Answer, by: Any, at: datetime
) -> Weighed:
    """In the caller's transaction, which holds the matter."""
    fresh = [row for row in rows if row.point is None and not row.is_split]  # type: ignore[attr-defined]
    made = make_points(group, fresh, answer, by, at) if fresh else []
    standing = [
        row.point
        for row in rows
        if row.point and row.point.state in WorkState.EDITABLE and not row.point.removed_at
    ]
    if standing:
        decided = responses.decide(
            points={point.pk: point.version for point in standing}, outcome=answer.outcome,
            reason=answer.reason, legal_basis=answer.legal_basis, by=by, at=at,
        )  # fmt: skip
        if answer.submit:
            responses.submit(points={one.pk: one.version for one in decided}, by=by, at=at)
    return Weighed(len(standing), len(made) - len(fresh), len(rows) - len(standing))


def log_weighed(group: CommentGroup, done: Weighed, answer: Answer, by: Any, at: datetime) -> None:
    groups.log("group.weighed", group, by, at, outcome=answer.outcome, **asdict(done))


def provisions_of(answer: Answer) -> list[Provision]:
    return list(Provision.objects.filter(pk__in=answer.provisions))


def members(group: CommentGroup) -> GroupMemberQuerySet:
    """Confirmed members that were not withdrawn, each with whether it was split before."""
    split = Point.objects.standing().filter(comment=OuterRef("comment"))
    rows = group.members.confirmed_at_time(None).filter(comment__withdrawn_at=None)
    return rows.annotate(is_split=Exists(split)).select_related("comment", "point").order_by("pk")


def make_points(
    group: CommentGroup,
    rows: Sequence[GroupMember],
    answer: Answer,
    by: Any,
    at: datetime,
) -> list[Point]:
    """For each member a point for the common text, and one for each addition; of what is printed
    of it, personal data is masked.
    """
    provisions = provisions_of(answer)
    words = triage.checked(rows[0].comment, text=answer.text, topic="", provisions=provisions)
    last = dict(
        Point.objects.filter(comment__in=[row.comment_id for row in rows])
        .values_list("comment")
        .annotate(Max("number"))
    )
    made = []
    for row in rows:
        number = last.get(row.comment_id, 0) + 1
        row.point = Point(
            comment=row.comment, number=number, text=words["text"], created_at=at, created_by=by
        )
        made.append(row.point)
        for place, passage in enumerate(map(triage.unified, row.added), start=number + 1):
            made.append(
                Point(
                    comment=row.comment, number=place, text=mask(passage), passage=passage,
                    created_at=at, created_by=by,
                )
            )  # fmt: skip
    Point.objects.bulk_create(made)
    GroupMember.objects.bulk_update(rows, ["point"])
    cited = Point.provisions.through._default_manager
    cited.bulk_create(
        [
            Point.provisions.through(point_id=row.point_id, provision_id=provision.pk)
            for row in rows
            for provision in provisions
        ],
    )
    changes.note(group.consultation_id, [row.comment_id for row in rows])
    for point in made:
        audit.record(
            verb="point.added", by=by, at=at, consultation=group.consultation, subject=point,
            comment=point.comment_id, number=point.number, group=group.number,
        )  # fmt: skip
    return made
