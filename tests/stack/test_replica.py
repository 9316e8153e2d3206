"""A replica that lags for as long as we like: what is read of it, and what never is."""

import re
from urllib.parse import quote

import pytest

from tests.chaos.citizens import Citizen, Seen
from tests.services import Postgres, wait_until
from tests.stack.demo import founded
from tests.stack.servers import Servers, ask

pytestmark = pytest.mark.services

READS = re.compile(r"^yanlu_replica_reads_total ([\d.]+)$", re.MULTILINE)
FAILOVERS = re.compile(r"^yanlu_replica_failovers_total ([\d.]+)$", re.MULTILINE)
REPORT = "/consultations/waste/feedback/"
FOUND = f"/search/?q={quote('垃圾')}"
PAGES = ("/", "/consultations/", FOUND, REPORT, "/feeds/consultations/", "/consultations/ebikes/")
WITHDRAW = """
from consultation import clock, lifecycle
from consultation.models import Consultation, Membership
one, office = Consultation.objects.get(slug="ebikes"), Membership.objects.filter(role="office")[0]
lifecycle.withdraw(consultation=one, reason="另行研究", by=office.user, at=clock.now())
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    with founded(tmp_path_factory.mktemp("primary")) as city:
        yield city


@pytest.fixture
def standby(city):
    """It streams from the city's server and applies what comes until it is paused."""
    server = Postgres(copy_of=city.postgres, fsync="off")
    yield server
    server.remove()


@pytest.fixture
def node(city, standby, tmp_path):
    """The address of a web node that knows both."""
    servers = Servers(tmp_path)
    yield servers.web(**city.environment, DATABASE_REPLICA_URL=standby.url(city.name))
    servers.stop()


@pytest.fixture
def paused(standby):
    standby.rows("SELECT pg_wal_replay_pause()")
    wait_until(lambda: standby.rows("SELECT pg_get_wal_replay_pause_state()") == [("paused",)])


def counted(what, node):
    """By the process that answers: the node has one."""
    return float(what.search(ask(f"{node}/metrics").text)[1])


def test_what_may_be_old_is_read_there(city, node, paused):
    before = counted(READS, node)
    city.rows("DELETE FROM search_entry RETURNING 1")
    answers = {path: ask(node + path) for path in PAGES}
    assert {answer.status for answer in answers.values()} == {200}
    assert "<mark>垃圾</mark>" in answers[FOUND].text
    assert counted(READS, node) >= before + 4
    assert counted(FAILOVERS, node) == 0
    city.manage("rebuild_search")


def test_what_must_be_fresh_is_not(city, node, standby, paused):
    seen = Seen()
    citizen = Citizen([node], city.postgres, seen, 1)
    citizen.comment("说得迟的副本")
    (number,) = seen.receipts.values()
    with citizen.browser.open(f"{node}/receipt/{number}/", timeout=20) as slip:
        assert "收到" in slip.read().decode()
    known = "SELECT 1 FROM feedback_comment WHERE receipt_number = %s"
    assert city.rows(known, number)
    assert not standby.rows(known, number, name=city.name)
    matter, found = "/consultations/ebikes/", f"{node}/search/?q={quote('充电管理')}"
    open_ones = f"{node}/consultations/?state=open"
    assert "<textarea" in ask(f"{node}{matter}comment/").text
    assert matter in ask(open_ones).text
    city.rows(
        "UPDATE consultation_commentperiod SET closes_at = clock_timestamp() WHERE consultation_id"
        " = (SELECT id FROM consultation_consultation WHERE slug = 'ebikes') RETURNING 1"
    )
    assert "<textarea" not in ask(f"{node}{matter}comment/").text
    assert matter not in ask(open_ones).text
    assert matter in ask(found).text
    city.shell(WITHDRAW)
    assert matter not in ask(found).text
    assert "另行研究" in ask(node + matter).text
    assert counted(READS, node) > 0
    assert counted(FAILOVERS, node) == 0


@pytest.mark.parametrize("fault", ["stop", "freeze"])
def test_without_it_the_primary_answers(node, standby, fault):
    getattr(standby, fault)()
    try:
        assert [ask(node + path).status for path in PAGES] == [200] * len(PAGES)
        assert counted(FAILOVERS, node) >= 4
        assert ask(f"{node}/readyz").json["parts"]["replica"] != "ok"
        assert ask(f"{node}/readyz").status == 200
    finally:
        standby.start() if fault == "stop" else standby.thaw()
    before = counted(READS, node)
    wait_until(lambda: ask(node + FOUND) and counted(READS, node) > before)
