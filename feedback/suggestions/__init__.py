"""What the machine proposes for a point. It never acts: a named person takes or refuses (R53)."""

from feedback.suggestions.proposing import Proposal, proposals, words_of
from feedback.suggestions.verdicts import UnableToSettle, refuse, take, tally

__all__ = ["Proposal", "UnableToSettle", "proposals", "refuse", "take", "tally", "words_of"]
