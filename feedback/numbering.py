"""Numbers that are given after receipt, so that citizens never wait for one another."""

from datetime import datetime
from itertools import count

from django.db import connection
from django.db.models import Max

from consultation.transactions import writing
from feedback.models import Comment
from feedback.queues import changes

LOCK = 0x79616E6C75
"""Any constant: one numbering at a time on PostgreSQL; on SQLite the write lock is enough."""


def settle(*, at: datetime, comment: int) -> None:
    """Give `comment`, and whatever came before it, its register number and its person's ordinal.

    One series for all channels (R37). The ordinal stands for the contact's hash within its
    consultation, so that people can be counted after contacts are erased. Only now the comment
    enters the numbers of the queues, which the citizen's transaction has no statement for.
    """
    if Comment.objects.filter(pk=comment, register_number__isnull=False).exists():
        return
    with writing():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        unnumbered = Comment.objects.filter(register_number=None, pk__lte=comment)
        last = Comment.objects.aggregate(last=Max("register_number"))["last"] or 0
        waiting = unnumbered.select_related("respondent").order_by("pk")
        for number, row in zip(count(last + 1), waiting, strict=False):
            Comment.objects.filter(pk=row.pk).update(
                register_number=number, person=row.person or person_of(row)
            )
            changes.note(row.consultation_id, [row.pk])


def person_of(comment: Comment) -> int:
    """The ordinal of the same contact in this consultation, or the next one."""
    others = Comment.objects.filter(consultation=comment.consultation_id, person__isnull=False)
    respondent = getattr(comment, "respondent", None)
    if respondent and respondent.contact_hash:
        same = others.filter(respondent__contact_hash=respondent.contact_hash).first()
        if same and same.person:
            return same.person
    return (others.aggregate(last=Max("person"))["last"] or 0) + 1
