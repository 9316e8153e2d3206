"""What counts as a reason (R48)."""

import re

from django.utils.translation import gettext_lazy as _

from consultation.errors import DomainError
from feedback.enums import Outcome

SHORTEST = 10
STOCK = re.compile(
    "经?研究(?:决定|认为)?|不(?:太)?(?:符合|合|切合)(?:我[市省县区])?(?:的)?(?:实际|规定|政策|要求)(?:情况)?"
    "|与(?:我[市省县区])?(?:的)?实际(?:情况)?不(?:符|相符)|(?:暂|暂时)?(?:不予|不能|无法|不宜|不)(?:完全)?(?:采纳|采用)"
    "|感谢(?:您|你)?(?:的)?(?:宝贵)?(?:参与|支持|意见|建议)|(?:该|此|本)(?:条|项)?(?:意见|建议)|因此|所以|予以|情况"
)
LEAST_BEYOND_STOCK = 4
BLANK = re.compile(r"【[^】0-9]{0,40}】|[_＿]{2,}")


class UnableToDecide(DomainError):
    """The outcome lacks what the rules ask of it."""


def checked_outcome(outcome: str) -> Outcome:
    if outcome not in Outcome.values:
        raise UnableToDecide(_("There is no such outcome."))
    return Outcome(outcome)


def checked_reason(outcome: Outcome, reason: str, *, has_commitment: bool) -> str:
    """The reason, trimmed; refused when short or made of stock phrases only.

    What another document takes up needs a promise or a full reason.
    """
    reason = reason.strip()
    if blank := BLANK.search(reason):
        raise UnableToDecide(_("Fill in the blank %(blank)s."), blank=blank[0])
    length = len(re.sub(r"\s", "", reason))
    if outcome == Outcome.ADOPTED_ELSEWHERE and has_commitment:
        if not length:
            raise UnableToDecide(_("Say which document takes it up."))
        return reason
    if outcome not in Outcome.WITHOUT_REASON and length < SHORTEST:
        raise UnableToDecide(
            _("Give a reason of at least %(count)s characters; it is published."), count=SHORTEST
        )
    if reason and outcome not in Outcome.WITHOUT_REASON and is_generic(reason):
        raise UnableToDecide(
            _("Say what in this matter speaks against it; a stock phrase alone is no reason.")
        )
    return reason


def is_generic(reason: str) -> bool:
    """Whether next to nothing remains when stock phrases and punctuation are taken away."""
    rest = re.sub(r"[\W_]", "", STOCK.sub("", re.sub(r"\s", "", reason)))
    return len(rest) < LEAST_BEYOND_STOCK
