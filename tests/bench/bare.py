"""The limits: Django with nothing in it, that returns the same bytes or inserts and commits a row.

Served beside the product by the same gunicorn over the same database.
"""

import os
from pathlib import Path

import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    USE_TZ=True,
    DATABASES={
        "default": environ.Env.db_url_config(os.environ["DATABASE_URL"]) | {"CONN_MAX_AGE": 60}
    },
)
WORDS = "请写明办理期限和负责的部门。" * 12
FOLDER = Path(os.environ["BENCH_BODIES"])


def bytes_of(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse((FOLDER / name).read_bytes())


def row(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row (words) VALUES (%s)", [WORDS])
    return HttpResponse("1")


urlpatterns = [path("bytes/<slug:name>", bytes_of), path("row/", row)]
application = get_wsgi_application()
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, words text)")
connection.close()
