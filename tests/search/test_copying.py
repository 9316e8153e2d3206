"""The copy in a real Elasticsearch follows the site's own index, whatever happens to either."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from consultation import lifecycle, outbox
from consultation.enums import Section
from consultation.models import OutboxMessage
from search import copying, failover
from search.backends import own
from search.backends.database import DatabaseBackend
from search.copying import difference, pay, settle
from search.finding import find
from search.models import Owed
from search.query import Query
from search.refresh import refresh
from tests.factories.published import make_section, make_text
from tests.factories.search import make_copy, make_document

pytestmark = pytest.mark.services

CANARY = [("article", "（一）", "", "这里藏着金丝雀。")]


def found(words, at):
    return [hit.document.heading for hit in find({"q": words}, at=at).hits]


def test_a_new_server_is_filled_by_itself_and_answers(there, published, now, monkeypatch):
    assert not there.is_built()
    pay(at=now)
    pay(at=now)
    assert OutboxMessage.objects.filter(topic=copying.FILL).count() == 1
    outbox.relay(at=now)
    assert not difference(there, published.pk)
    monkeypatch.setattr(DatabaseBackend, "find", None)
    assert found("落户", now) == ["（一）放宽落户条件"]
    assert not failover.is_standing_in()


def test_what_changes_is_owed_and_copied(there, copied, now):
    make_text(copied, at=now, provisions=CANARY)
    refresh(at=now, consultation=copied.pk)
    assert Owed.objects.count() == 1
    assert found("金丝雀", now) == []
    pay(at=now)
    assert not Owed.objects.exists()
    assert found("金丝雀", now) == ["（一）"]
    assert found("落户", now) == []


def test_what_changes_nothing_is_not_owed(there, copied, now):
    refresh(at=now, consultation=copied.pk)
    assert not Owed.objects.exists()


def test_a_held_section_is_gone_at_once_and_from_the_copy_soon(there, copied, cast, now):
    lifecycle.hold_section(
        consultation=copied, section=Section.DRAFT, reason="核对", by=cast.sun, at=now
    )
    assert len(there.find(Query("落户")).hits) == 1
    result = find({"q": "落户"}, at=now)
    assert (result.hits, result.total) == ((), 0)
    refresh(at=now, consultation=copied.pk)
    pay(at=now)
    assert there.inventory(copied.pk) == {}


def test_only_published_words_ever_reach_the_server(there, open_consultation, now):
    make_text(open_consultation, at=now, provisions=CANARY)
    refresh(at=now, consultation=open_consultation.pk)
    make_copy(now)
    raw = there.writer.search(index=there.every, query={"match_all": {}}).body
    assert raw["hits"]["total"]["value"] == 0
    make_section(open_consultation, Section.DRAFT)
    refresh(at=now, consultation=open_consultation.pk)
    pay(at=now)
    raw = there.writer.search(index=there.every, query={"match_all": {}}).body
    assert "金丝雀" in json.dumps(raw, ensure_ascii=False)


def test_what_happened_while_the_server_was_away_is_caught_up(
    there, copied, client, now, settings, monkeypatch
):
    address, settings.ELASTICSEARCH_URL = settings.ELASTICSEARCH_URL, "http://127.0.0.1:9"
    make_text(copied, at=now, provisions=CANARY)
    refresh(at=now, consultation=copied.pk)
    for _sweep in range(20):
        pay(at=now)
    assert found("金丝雀", now) == ["（一）"]
    assert failover.is_standing_in()
    settings.ELASTICSEARCH_URL = address
    monkeypatch.setattr(failover.breaker, "_next_try", 0)
    pay(at=now)
    assert not failover.is_standing_in()
    assert not Owed.objects.exists()
    monkeypatch.setattr(DatabaseBackend, "find", None)
    assert found("金丝雀", now) == ["（一）"]


def test_what_the_server_refuses_of_one_does_not_stop_the_others(there, copied, now, monkeypatch):
    own().put([make_document("毒", key="poison", consultation=1_000)])
    own().put([make_document("好", key="good", consultation=1_001)])
    for consultation in (1_000, 1_001):
        copying.owe(consultation=consultation, at=now)
    document_of = copying.document_of

    def poisoned(entry):
        if entry.key == "poison":
            raise ValueError("refused")
        return document_of(entry)

    monkeypatch.setattr(copying, "document_of", poisoned)
    pay(at=now)
    assert list(there.inventory(1_001)) == ["good"]
    owed = Owed.objects.get()
    assert (owed.consultation, owed.due_at) == (1_000, now + copying.LATER)
    monkeypatch.setattr(copying, "document_of", document_of)
    pay(at=owed.due_at)
    assert list(there.inventory(1_000)) == ["poison"]


def test_of_two_that_copy_at_once_the_last_state_stands(there, copied, monkeypatch):
    """One is held up between reading and writing, while the other copies something newer."""
    own().put([make_document("旧的", key="a", consultation=7)])
    put, once = there.put, iter([True])

    def slowly(documents):
        documents = list(documents)
        if next(once, False):
            own().put([make_document("新的", key="a", consultation=7)])
            settle(there, 7)
        put(documents)

    monkeypatch.setattr(there, "put", slowly)
    settle(there, 7)
    assert there.find(Query("新的")).total == 1
    assert there.find(Query("旧的")).total == 0


def test_checking_names_and_mends_the_copy(there, copied, now):
    missing, outdated, _ = sorted(there.inventory(copied.pk))
    there.remove([missing])
    there.put([make_document("旧", key=outdated, consultation=copied.pk)])
    there.put([make_document("鬼", key="ghost", consultation=9_999)])
    out = StringIO()
    call_command("check_search", "--json", stdout=out)
    assert json.loads(out.getvalue()) == [
        {"index": "elasticsearch", "consultation": copied.pk, "missing": [missing],
         "surplus": [], "outdated": [outdated]},
        {"index": "elasticsearch", "consultation": 9_999, "missing": [], "surplus": ["ghost"],
         "outdated": []},
    ]  # fmt: skip
    out = StringIO()
    call_command("check_search", stdout=out)
    assert out.getvalue() == "索引与数据库一致。\n"


@pytest.mark.parametrize("command", ["check_search", "rebuild_search"])
def test_commands_say_when_there_is_no_answer(published, settings, command):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="Elasticsearch"):
        call_command(command, stdout=StringIO())
