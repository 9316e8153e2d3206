from datetime import UTC, datetime, timedelta

from consultation import clock


def test_clock_is_aware_and_close_to_this_machines(db):
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
