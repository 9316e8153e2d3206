"""Comments come in while parts fail: every receipt that was shown has its comment, once.

`CHAOS_SECONDS` is how long each fault lasts: `make chaos` lets it be a minute.
"""

import os

import pytest

from tests.chaos.citizens import Crowd
from tests.chaos.faults import FAULTS, elasticsearch_answers_nothing, the_clock_jumps
from tests.chaos.parts import faketime
from tests.services import wait_until

pytestmark = pytest.mark.chaos

SECONDS = float(os.environ.get("CHAOS_SECONDS", "4"))
COMMENTS = "SELECT receipt_number, body FROM feedback_comment WHERE body LIKE '%%充电位？%%'"
WAITING = """
SELECT count(*) FROM consultation_outboxmessage
WHERE done_at IS NULL AND (parked_at IS NULL OR last_error = '')
"""
FREE = f"{WAITING} AND claimed_until IS NULL"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_no_receipt_is_lost_or_doubled(city, tally, fault):
    if fault is the_clock_jumps and faketime() is None:
        pytest.skip("LIBFAKETIME IS NOT INSTALLED: the clock is not moved")
    if fault is elasticsearch_answers_nothing and city.elasticsearch is None:
        pytest.skip("NO ELASTICSEARCH: its silence is not tried")
    with Crowd(city.addresses, city.postgres) as seen:
        fault(city, SECONDS)
        wait_until(city.is_up)
    wait_until(lambda: city.postgres.rows(FREE) == [(0,)], 120)
    kept = [(number, body) for number, body in city.postgres.rows(COMMENTS)]
    lost = {
        mark: number
        for mark, number in seen.receipts.items()
        if [one for one, body in kept if mark in body] != [number]
    }
    marks = [body[-16:] for _number, body in kept]
    doubled = len(marks) - len(set(marks))
    retried = sum(
        count for answer, count in seen.answers.items() if answer[-3:] not in {"200", "303"}
    )
    tally.append(
        f"{fault.__name__:36}{len(seen.receipts):9}{len(lost):6}{doubled:9}{retried:9}"
        f"{seen.slowest:8.1f}s"
    )
    assert (lost, doubled, seen.strange, seen.gave_up) == ({}, 0, [], [])
    assert seen.receipts
    city.manage("verify_audit")


def test_what_dead_relays_had_claimed_is_done_in_the_end(city):
    wait_until(lambda: city.postgres.rows(WAITING) == [(0,)], 300)
    assert city.manage("check_search", "--json").strip() == "[]"
