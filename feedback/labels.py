"""The label of a comment, derived from the outcomes of its points and never typed (R59)."""

from collections.abc import Iterable

from feedback.enums import Outcome


def label_of(outcomes: Iterable[str]) -> Outcome | None:
    """One outcome for a whole comment; None while a point has no outcome or there is no point."""
    found = set(outcomes)
    if not found or "" in found:
        return None
    weighty = found.difference(Outcome.ONLY_WHEN_ALONE)
    if not weighty:
        return Outcome.NOTED if Outcome.NOTED in found else Outcome.OUT_OF_SCOPE
    if weighty.issubset(Outcome.FULLY_ADOPTED):
        return Outcome.ADOPTED
    if weighty == {Outcome.ALREADY_COVERED}:
        return Outcome.ALREADY_COVERED
    if weighty.issubset(Outcome.DECLINED):
        return Outcome.NOT_ADOPTED
    return Outcome.PARTLY_ADOPTED
