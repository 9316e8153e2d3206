"""When anything that the public sees will next change by the clock alone."""

from datetime import datetime

from consultation.models import (
    CommentPeriod,
    Consultation,
    Deliberation,
    SectionPublication,
    Suspension,
)

INSTANTS = (
    (CommentPeriod, ("opens_at", "closes_at")),
    (Suspension, ("suspended_at", "resumed_at")),
    (
        Consultation,
        ("published_at", "reported_at", "deliberated_at", "decided_at", "withdrawn_at"),
    ),
    (SectionPublication, ("published_at",)),
    (Deliberation, ("published_at",)),
)


def next_change(at: datetime) -> datetime | None:
    """The first instant after `at` at which some stage or section changes; None if none is known.

    Acts of people come unannounced and are not among them. One query.
    """
    coming = [
        model._default_manager.filter(**{f"{name}__gt": at}).order_by().values_list(name)
        for model, names in INSTANTS
        for name in names
    ]
    first, *others = coming
    found = first.union(*others, all=True)
    return min((instant for (instant,) in found), default=None)
