"""What the public pages of commenting know of the matter they stand in.

What every sent form asks is written out, since building it costs the ORM more processor than all
the rest of its answer.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultation import calendar
from consultation.enums import Section, Stage, TextKind
from consultation.models import CommentPeriod, Consultation
from consultation.sections import sections_of
from consultation.stages import stage_of
from feedback.links import is_public
from feedback.models import Comment
from feedback.reports.words import citation

CITABLE = ("part", "article", "item")


def find(slug: str, at: datetime) -> Consultation:
    """A published consultation with what its pages read; 404 alike for unknown and unpublished."""
    published = Consultation.objects.filter(published_at__lte=at, slug=slug)
    whole = published.select_related("lead", "decision_body", "profile")
    return first(whole.prefetch_related("periods", "suspensions", "publications"))


def find_bare(slug: str, at: datetime) -> Consultation:
    """The same without what only a page reads."""
    return first(
        Consultation.objects.raw(
            "SELECT id, slug, is_contact_optional FROM consultation_consultation"
            " WHERE slug = %s AND published_at <= %s",
            [slug, connection.ops.adapt_datetimefield_value(at)],
        )
    )


def first(matters: Iterable[Consultation]) -> Consultation:
    for found in matters:
        return found
    raise Http404


def draft_provisions(consultation_id: int, ids: Collection[int]) -> list[int]:
    """Those of `ids` that belong to any version of the consultation's draft."""
    return of_the_draft("SELECT provision.id", consultation_id, ids)


def cite(comment: Comment, ids: Collection[int]) -> None:
    """Tie a comment just inserted to those of `ids` that belong to any version of the draft."""
    of_the_draft(
        "INSERT INTO feedback_comment_provisions (comment_id, provision_id)"
        f" SELECT {comment.pk:d}, provision.id",
        comment.consultation_id,
        ids,
        " RETURNING provision_id",
    )


def of_the_draft(act: str, consultation_id: int, ids: Collection[int], told: str = "") -> list[int]:
    if not ids:
        return []
    places = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"{act} FROM consultation_provision AS provision"
            " JOIN consultation_textversion AS version ON version.id = provision.version_id"
            " WHERE version.consultation_id = %s AND version.kind = %s"
            f" AND provision.id IN ({places}){told}",
            [consultation_id, TextKind.DRAFT.value, *ids],
        )
        return [pk for (pk,) in cursor.fetchall()]


def furniture(consultation: Consultation, at: datetime) -> dict[str, Any]:
    """Stage, period, days left and the eight sections, with the form as the present one."""
    sections = sections_of(consultation, at)
    stage = stage_of(consultation, at)
    period = consultation.current_period
    is_open = stage == Stage.OPEN
    return {
        "consultation": consultation,
        "at": at,
        "stage": stage,
        "is_open": is_open,
        "period": period,
        "closing": closing(period) if period else "",
        "days_left": days_left(period, at) if period and is_open else None,
        "sections": sections,
        "section": next(state for state in sections if state.section == Section.COMMENT),
        "column": "consultations",
    }


def days_left(period: CommentPeriod, at: datetime) -> int:
    """Days after today until the last one: 0 on the last day itself."""
    return max(0, (calendar.last_day(period.closes_at) - timezone.localdate(at)).days)


def closing(period: CommentPeriod) -> str:
    """When comments close, in words: midnight is the end of the day before."""
    local = timezone.localtime(period.closes_at)
    if local.time() == time.min:
        return _("the end of %(day)s") % {"day": date_format(local - timedelta(days=1))}
    return f"{date_format(local)} {local:%H:%M}"


@dataclass(frozen=True)
class Citable:
    """One part, article or item that a comment may speak of, as 第（四）条第2项."""

    pk: int
    anchor: str
    kind: str
    name: str
    heading: str
    text: str


def citable(consultation: Consultation) -> list[Citable]:
    """What can be cited of the newest draft in its order; nothing before it is public."""
    if not is_public(consultation, Section.DRAFT):
        return []
    version = consultation.texts.filter(kind=TextKind.DRAFT).newest_first().first()
    if version is None:
        return []
    provisions = version.provisions.filter(kind__in=CITABLE).select_related("parent__parent")
    found = [
        Citable(one.pk, one.anchor, one.kind, citation(one), one.heading, one.text)
        for one in provisions.in_order()
    ]
    return [one for one in found if one.name]
