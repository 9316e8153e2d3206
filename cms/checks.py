"""What each service that is not named costs: `manage.py check --deploy --tag yanlu`."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Info, Warning, register

from cms.settings import env

COSTS = {
    "DATABASE_URL": (
        "The database is one SQLite file: one server process, and writers take turns.",
        "postgres://USER:PASSWORD@HOST:5432/NAME",
    ),
    "DATABASE_REPLICA_URL": (
        "Every read goes to the one database server.",
        "postgres://USER:PASSWORD@HOST:5432/NAME",
    ),
    "REDIS_URL": (
        "What happens after a commit is done by a thread of the server, and every process keeps a "
        "cache of its own.",
        "redis://:PASSWORD@HOST:6379/0",
    ),
    "ELASTICSEARCH_URL": (
        "Search answers from the database.",
        "http://USER:PASSWORD@HOST:9200",
    ),
    "EMAIL_URL": (
        "Mail is written into files of the data folder and reaches nobody.",
        "smtp+tls://USER:PASSWORD@HOST:587",
    ),
    "STORAGE_URL": (
        "Files lie in a folder that every machine of the site must share.",
        "s3://KEY:SECRET@HOST/BUCKET",
    ),
}


@register("yanlu", deploy=True)
def services(app_configs: Any, **options: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = [
        Info(costs, hint=f"Set {name}={example}", id=f"yanlu.I{number:03}")
        for number, (name, (costs, example)) in enumerate(COSTS.items(), 1)
        if not env.text(name)
    ]
    if env.text("REDIS_URL") and settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        found.append(
            Warning(
                "Workers and server write one SQLite file in turn and wait for each other.",
                hint="Set DATABASE_URL to a PostgreSQL server.",
                id="yanlu.W001",
            )
        )
    return found
