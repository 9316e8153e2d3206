"""A new index in Elasticsearch is built beside the live one and misses nothing."""

import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from search import copying
from search.backends import own
from search.copying import difference, pay, rebuild, settle
from search.models import Entry, Owed
from search.query import Query
from tests.factories.search import make_document

pytestmark = pytest.mark.services


def indexes(backend):
    """Names by alias."""
    held = backend.writer.indices.get_alias(index=backend.every).body
    return {alias.split(".")[1]: name for name in held for alias in held[name]["aliases"]}


def test_a_rebuild_is_beside_the_live_index_and_misses_nothing(there, copied, now):
    live = indexes(there)["live"]
    changed = make_document("改变了", key="changed", consultation=7)
    gone = make_document("消失了", key="gone", consultation=8)
    own().put([make_document("改变前", key="changed", consultation=7), gone])
    with there.building() as beside:
        old = [copying.document_of(entry) for entry in Entry.objects.all()]
        own().put([changed, make_document("新来的", key="new", consultation=9)])
        own().remove(["gone"])
        for consultation in (7, 8, 9):
            settle(there, consultation)
        assert there.find(Query("新来")).total == beside.find(Query("新来")).total == 1
        beside.put(old)  # what was read before, written after
        assert indexes(there)["live"] == live
        assert [c for c, drift in copying.reconcile(beside, at=now)] == [7, 8]
    assert indexes(there) == {"live": beside.index, "previous": live}
    assert there.inventory(7) == {"changed": changed.digest}
    assert there.inventory(8) == {}
    assert list(there.inventory(9)) == ["new"]


def test_one_index_before_is_kept_and_can_answer_again(there, copied, now):
    first = indexes(there)["live"]
    rebuild(there, at=now)
    second = indexes(there)["live"]
    rebuild(there, at=now)
    assert indexes(there)["previous"] == second
    assert first not in there.writer.indices.get(index=there.every).body
    own().put([make_document("后来的", key="later", consultation=7)])
    call_command("rebuild_search", "--previous", stdout=StringIO())
    assert indexes(there)["live"] == second
    assert there.find(Query("后来")).total == 1


def test_a_rebuild_that_fails_leaves_everything_as_it_was(there, copied, now):
    before = indexes(there)

    def stop():
        yield make_document("一")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), there.building() as beside:
        beside.put(stop())
    assert indexes(there) == before
    assert list(there.writer.indices.get(index=there.every).body) == [before["live"]]


def test_a_server_being_filled_is_not_filled_twice(there, published):
    with there.building():
        assert there.is_built()


@pytest.mark.django_db(transaction=True)
def test_writers_and_rebuilds_at_the_same_time_end_equal(there, now):
    """Three write and pay while another rebuilds; what a round leaves owed, the next one pays."""
    failures = []

    def running(work):
        def run():
            try:
                work()
            except Exception as error:
                failures.append(error)
            finally:
                connection.close()

        return threading.Thread(target=run)

    def write(consultation):
        for number in range(6):
            text = f"第{number}次的文字"
            own().put([make_document(text, key=f"k{consultation}", consultation=consultation)])
            copying.owe(consultation=consultation, at=now)
            pay(at=now)

    rebuild(there, at=now)
    work = [running(lambda c=c: write(c)) for c in (1, 1, 2)]
    work.append(running(lambda: rebuild(there, at=now)))
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert failures == []
    pay(at=now + copying.LATER)
    assert not Owed.objects.exists()
    assert not difference(there, 1)
    assert not difference(there, 2)
    assert set(indexes(there)) == {"live", "previous"}


def test_what_changes_faster_than_it_is_copied_stays_owed(there, copied, now, monkeypatch):
    """Somebody writes after every look, so that no round of a rebuild finds the two equal."""
    put, numbers = there.put, iter(range(100))

    def hurried(documents):
        put(list(documents))
        own().put([make_document(f"第{next(numbers)}次", key="a", consultation=7)])

    own().put([make_document("起初", key="a", consultation=7)])
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(there, "put", hurried)
        assert [c for c, _drift in copying.reconcile(there, at=now)] == [7]
    assert Owed.objects.get().consultation == 7
    pay(at=now)
    assert not Owed.objects.exists()
    assert not difference(there, 7)
