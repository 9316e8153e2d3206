"""Connections to PostgreSQL: they last, are tried before use, and never wait for ever."""

from urllib.parse import quote, urlsplit

import pytest
from django.db import ConnectionHandler, OperationalError, close_old_connections, connection
from psycopg import errors

from cms.settings import services
from consultation import clock
from consultation.alone import alone
from tests.factories.process import make_department

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="DATABASE_URL names no PostgreSQL: its time limits were not tried",
    ),
]


@pytest.fixture
def another(monkeypatch):
    """A second connection to the test database, made from an address as production's is."""
    given = connection.settings_dict
    user = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}"
    address = f"postgres://{user}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
    monkeypatch.setenv("STATEMENT_TIMEOUT", "1")
    monkeypatch.setenv("LOCK_TIMEOUT", "1")
    monkeypatch.setenv("IDLE_TIMEOUT", "1")
    made = ConnectionHandler({"default": services.postgres(urlsplit(address))})["default"]
    yield made
    made.close()


def ask(sql, using=connection):
    with using.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def test_the_limits_reach_the_server():
    assert ask("SHOW statement_timeout") == "30s"
    assert ask("SHOW lock_timeout") == "5s"
    assert ask("SHOW idle_in_transaction_session_timeout") == "1min"


def test_no_statement_is_compiled_before_it_runs():
    assert ask("SHOW jit") == "off"


def test_a_statement_is_ended_in_time(another):
    with pytest.raises(OperationalError) as ended:
        ask("SELECT pg_sleep(60)", another)
    assert isinstance(ended.value.__cause__, errors.QueryCanceled)
    assert ask("SELECT 1", another) == 1


def test_a_lock_is_waited_for_only_so_long(another):
    department = make_department("某局")
    connection.set_autocommit(False)
    try:
        ask(f"SELECT id FROM consultation_department WHERE id = {department.pk} FOR UPDATE")
        with pytest.raises(OperationalError):
            ask(
                f"SELECT id FROM consultation_department WHERE id = {department.pk} FOR UPDATE",
                another,
            )
    finally:
        connection.rollback()
        connection.set_autocommit(True)


def test_a_lost_connection_is_found_before_it_is_used(another):
    lost = ask("SELECT pg_backend_pid()")
    assert ask(f"SELECT pg_terminate_backend({lost})", another)
    close_old_connections()  # as before every request and every task
    assert ask("SELECT pg_backend_pid()") != lost


def test_a_connection_outlives_its_request():
    kept = ask("SELECT pg_backend_pid()")
    close_old_connections()
    assert ask("SELECT pg_backend_pid()") == kept


def test_who_holds_a_duty_and_loses_its_session_gives_it_back(another):
    with alone("duty") as is_alone:
        assert is_alone
        held = ask("SELECT pg_backend_pid()")
        ask(f"SELECT pg_terminate_backend({held})", another)
    close_old_connections()
    with alone("duty") as is_alone:
        assert is_alone
    assert clock.now()
