"""The one clock: the database's, read once by a view before its transaction begins."""

from datetime import UTC, datetime

from django.db import connection


def now() -> datetime:
    """The database's present instant, aware, in UTC."""
    if connection.vendor == "sqlite":
        sql = "SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')"
    else:
        sql = "SELECT clock_timestamp()"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        (value,) = cursor.fetchone()
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.fromisoformat(value).replace(tzinfo=UTC)
