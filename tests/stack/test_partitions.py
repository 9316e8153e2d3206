"""The demo city with its comments divided by consultation: the same code goes on as before."""

import re
import subprocess
import sys

import pytest

from feedback.partitions import DIVIDED, NUMBERS
from tests.chaos.citizens import Crowd
from tests.services import ROOT, clean_environment, wait_until
from tests.stack.demo import founded
from tests.stack.servers import Servers

pytestmark = pytest.mark.services

PARTS = "8"
ENOUGH = 12
COUNTS = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in DIVIDED)
QUEUES = """
from consultation.models import Consultation
from feedback.models import Comment, Point
matter = Consultation.objects.get(slug="waste")
print(Comment.objects.filter(consultation=matter).order_by("-received_at", "-id")[:50].explain())
print(Point.objects.filter(consultation=matter).standing().order_by("comment", "number").explain())
print(Comment.objects.filter(consultation=matter, points__consultation=matter,
    findings__consultation=matter).values("pk").explain())
"""
SUITE = [
    f"tests/feedback/test_{name}.py"
    for name in ("intake", "intake_costs", "intake_races", "weighing_races", "reports", "verifying")
]


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    with founded(tmp_path_factory.mktemp("city")) as city:
        before = city.rows(COUNTS), city.manage("verify_report")
        city.manage("partition_comments", "--parts", PARTS)
        assert (city.rows(COUNTS), city.manage("verify_report")) == before
        yield city


def test_all_is_divided_and_only_once(city):
    for table in DIVIDED:
        ((parts,),) = city.rows(
            "SELECT count(*) FROM pg_inherits WHERE inhparent = %s::regclass", table
        )
        assert parts == int(PARTS)
    with pytest.raises(AssertionError, match="divided already"):
        city.manage("partition_comments")


def test_every_unique_key_and_every_reference_names_the_consultation(city):
    unique = city.rows(
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype IN ('p', 'u') AND conrelid::regclass::text = ANY(%s)", list(DIVIDED),
    )  # fmt: skip
    assert len(unique) >= len(DIVIDED)
    assert all("(consultation_id, " in definition for _table, definition in unique)
    inside = city.rows(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
        " AND confrelid::regclass::text = ANY(%s)", list(DIVIDED),
    )  # fmt: skip
    assert len(inside) >= 6
    assert all("(consultation_id, " in definition for (definition,) in inside)


def test_what_one_part_cannot_promise_is_kept(city):
    for table, numbers in NUMBERS.items():
        names = ", ".join(numbers)
        assert not city.rows(f"SELECT {names} FROM {table} EXCEPT SELECT {names} FROM {table}_key")
        assert not city.rows(f"SELECT {names} FROM {table}_key EXCEPT SELECT {names} FROM {table}")
    with pytest.raises(Exception, match="feedback_comment_key_receipt_number_key"):
        city.rows(
            "UPDATE feedback_comment SET receipt_number = (SELECT min(receipt_number)"
            " FROM feedback_comment) WHERE id = (SELECT max(id) FROM feedback_comment)"
            " RETURNING 1"
        )
    with pytest.raises(Exception, match="violates foreign key constraint"):
        city.rows(
            "DELETE FROM feedback_comment WHERE id IN (SELECT comment_id FROM feedback_point)"
        )


def test_a_consultations_queue_touches_one_part(city):
    plans = city.shell(QUEUES)
    for table in ("feedback_comment", "feedback_point", "feedback_finding"):
        touched = set(re.findall(rf" on ({table}_\d+)", plans))
        assert len(touched) == 1, plans


def test_comments_come_in_and_each_receipt_has_its_own(city, tmp_path):
    servers = Servers(tmp_path)
    try:
        node = servers.web(**city.environment)
        with Crowd([node], city.postgres, number=4) as seen:
            wait_until(lambda: len(seen.receipts) >= ENOUGH, 120)
    finally:
        servers.stop()
    assert (seen.strange, seen.gave_up) == ([], [])
    numbers = list(seen.receipts.values())
    found = city.rows(
        "SELECT receipt_number FROM feedback_comment WHERE receipt_number = ANY(%s)", numbers
    )
    assert sorted(number for (number,) in found) == sorted(numbers)
    assert not city.rows("SELECT 1 FROM feedback_intakekey WHERE comment_id IS NULL")


def test_the_suite_of_the_verbs_passes_on_divided_tables(city):
    """Races of intake and weighing, reports and their proof: as written for undivided tables."""
    city.named("test_suite").manage("partition_comments", "--parts", PARTS)
    environment = clean_environment(
        DATABASE_URL=city.postgres.url("suite"), YANLU_TEST_RUN="divided"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--reuse-db", "-p", "no:cacheprovider",
         *SUITE],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert " passed" in done.stdout
