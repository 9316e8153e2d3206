"""The database answers for a search server that does not, and the page says so."""

import pytest

from consultation.breaker import Breaker
from consultation.metrics import SEARCH_FAILOVERS
from search import failover
from search.copying import owe, pay
from search.models import Owed
from tests.search.servers import ANSWERS, answering, hanging

NOTICE = "搜索服务暂时没有回应"
GONE = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def breaker(monkeypatch):
    fresh = Breaker("Elasticsearch")
    monkeypatch.setattr(failover, "breaker", fresh)
    monkeypatch.setattr("search.copying.breaker", fresh)
    return fresh


def failovers():
    return SEARCH_FAILOVERS._value.get()


def answered_with_notice(client):
    page = client.get("/search/", {"q": "落户"}).content.decode()
    assert "可以<mark>落户</mark>" in page
    assert NOTICE in page


def test_without_a_server_there_is_nothing_to_say(client, published):
    before = failovers()
    assert NOTICE not in client.get("/search/", {"q": "落户"}).content.decode()
    assert failovers() == before


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_server_that_answers_wrongly_is_stood_in_for(client, published, settings, kind):
    with answering(kind) as (settings.ELASTICSEARCH_URL, seen):
        answered_with_notice(client)
        assert len(seen) == 1


def test_a_server_that_is_gone_or_hangs_is_stood_in_for(client, published, settings):
    settings.ELASTICSEARCH_URL = GONE
    answered_with_notice(client)
    with hanging() as settings.ELASTICSEARCH_URL:
        failover.breaker.close()
        answered_with_notice(client)


def test_the_list_and_the_suggestions_are_answered_too(client, published, settings):
    settings.ELASTICSEARCH_URL = GONE
    page = client.get("/consultations/", {"q": "落户"})
    assert page.context["pager"].total == 1
    assert NOTICE in page.content.decode()
    assert NOTICE not in client.get("/consultations/").content.decode()
    assert client.get("/search/", {"q": "金丝雀"}).status_code == 200


def test_a_failure_is_remembered_and_each_answer_counted(client, published, settings, breaker):
    before = failovers()
    with answering("broken") as (settings.ELASTICSEARCH_URL, seen):
        for _time in range(5):
            answered_with_notice(client)
        assert len(seen) == 1
        assert failovers() == before + 5
        breaker._next_try = 0
        answered_with_notice(client)
        assert len(seen) == 2


def test_after_the_pause_one_alone_tries(breaker):
    breaker.trip("broken")
    assert not breaker.lets_through()
    breaker._next_try = 0
    assert [breaker.lets_through() for _caller in range(3)] == [True, False, False]
    breaker.close()
    assert breaker.lets_through()


def test_what_is_owed_waits_for_ever_and_costs_one_question(published, settings, now, breaker):
    with answering("red") as (settings.ELASTICSEARCH_URL, seen):
        owe(consultation=published.pk, at=now)
        for _sweep in range(10):
            pay(at=now)
        assert len(seen) == 1
        assert Owed.objects.count() == 1


def test_nothing_is_owed_without_a_server(published, now):
    owe(consultation=published.pk, at=now)
    pay(at=now)
    assert not Owed.objects.exists()
