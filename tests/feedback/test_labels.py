"""The label of a comment follows from its points, for every combination of outcomes."""

from itertools import combinations

import pytest

from feedback.enums import Outcome
from feedback.labels import label_of

EVERY_COMBINATION = [
    set(chosen) for size in range(1, 9) for chosen in combinations(Outcome.values, size)
]


def expected(outcomes: set[str]) -> str:
    """The rule, said a second time in another way."""
    weighty = outcomes - {"noted", "out_of_scope"}
    if not weighty:
        return "noted" if "noted" in outcomes else "out_of_scope"
    for label, allowed in (
        ("adopted", {"adopted", "adopted_elsewhere"}),
        ("already_covered", {"already_covered"}),
        ("not_adopted", {"not_adopted", "deferred"}),
    ):
        if weighty <= allowed:
            return label
    return "partly_adopted"


def test_the_rule_holds_for_all_255_combinations():
    assert len(EVERY_COMBINATION) == 255
    for outcomes in EVERY_COMBINATION:
        assert label_of(outcomes) == expected(outcomes), outcomes


def test_every_label_is_one_of_the_six():
    assert {label_of(outcomes) for outcomes in EVERY_COMBINATION} == set(Outcome.LABELS)


@pytest.mark.parametrize("outcomes", [[], ["adopted", ""], [""]])
def test_no_label_while_a_point_waits(outcomes):
    assert label_of(outcomes) is None


def test_repeated_outcomes_change_nothing():
    assert label_of(["noted", "adopted", "adopted", "noted"]) == "adopted"


def test_not_adopted_and_already_covered_make_partly_adopted():
    """The second comment of the published page (domain §1.3)."""
    assert label_of(["not_adopted", "already_covered"]) == "partly_adopted"
