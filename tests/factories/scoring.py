"""How well groups fit the campaigns that letters were made from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.factories.campaigns import Letter


@dataclass(frozen=True)
class Score:
    """Of all pairs put together how many belong together, and the other way round."""

    precision: float
    recall: float


def score(letters: Sequence[Letter], groups: Sequence[Sequence[int]]) -> Score:
    """Pairs of people's own words that were put together count as wrong."""
    group_of = {index: number for number, members in enumerate(groups) for index in members}
    campaign_of = {
        index: letter.campaign
        for index, letter in enumerate(letters)
        if letter.campaign is not None
    }
    both = Counter(
        (group_of[index], campaign) for index, campaign in campaign_of.items() if index in group_of
    )
    right = pairs(both)
    return Score(
        right / pairs(Counter(group_of.values())), right / pairs(Counter(campaign_of.values()))
    )


def pairs(sizes: Counter) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


def missed(letters: Sequence[Letter], groups: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """For each member that stands apart from the most of its campaign: one of these, and it."""
    group_of = {index: number for number, members in enumerate(groups) for index in members}
    homes: dict[int, Counter] = {}
    for index, letter in enumerate(letters):
        if letter.campaign is not None:
            homes.setdefault(letter.campaign, Counter())[group_of.get(index, -1 - index)] += 1
    home_of = {campaign: homes[campaign].most_common(1)[0][0] for campaign in homes}
    found = []
    for index, letter in enumerate(letters):
        if letter.campaign is None:
            continue
        home = home_of[letter.campaign]
        if home >= 0 and group_of.get(index) != home:
            found.append((groups[home][0], index))
    return found
