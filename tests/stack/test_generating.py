"""Generated content on PostgreSQL, where a second process seals and counts meanwhile."""

import pytest

from tests.stack.demo import empty

pytestmark = pytest.mark.services

LEFT = """
SELECT (SELECT count(*) FROM feedback_queuechange),
    (SELECT count(*) FROM consultation_auditevent e
        LEFT JOIN consultation_auditlink l ON l.event_id = e.id WHERE l.seq IS NULL)
"""
COUNTED = (
    "SELECT consultation_id, key, number FROM feedback_queuecount WHERE number > 0 ORDER BY 1, 2"
)


def test_nothing_is_left_to_the_drainer(tmp_path):
    with empty(tmp_path) as city:
        city.manage("migrate", "-v", "0")
        city.manage("generate", "--comments", "300", "--consultations", "3", "--campaigns", "2")
        assert city.rows(LEFT) == [(0, 0)]
        city.manage("verify_audit")
        city.manage("verify_report")
        counted = city.rows(COUNTED)
        city.manage("recount_queues")
        city.manage("relay_outbox", "--once")
        assert city.rows(COUNTED) == counted
        assert len(counted) > 100
