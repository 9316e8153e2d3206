"""What stands beside the site: database, Redis, mail, storage; each by one address."""

from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote

from cms.settings import env
from cms.settings.env import DATA_DIR, number, refuse, url

SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
POSTGRES = ("postgres", "postgresql")
POSTGRES_EXAMPLE = "postgres://USER:PASSWORD@HOST:5432/NAME"
FILES = "django.core.files.storage.FileSystemStorage"
BUCKET = "cms.bucket.Bucket"
MAIL = {"smtp": {}, "smtp+tls": {"use_tls": True}, "smtps": {"use_ssl": True}}


def databases() -> dict[str, dict[str, Any]]:
    """`default`, and `replica` where one is named; SQLite in the data folder when none is."""
    example = f"{POSTGRES_EXAMPLE} or sqlite:////path/to/file"
    default = f"sqlite:///{DATA_DIR}/yanlu.sqlite3"
    named = url("DATABASE_URL", (*POSTGRES, "sqlite"), example, default)
    replica = url("DATABASE_REPLICA_URL", POSTGRES, POSTGRES_EXAMPLE)
    for name, found_there, wanted in (
        ("DATABASE_URL", named, example),
        ("DATABASE_REPLICA_URL", replica, POSTGRES_EXAMPLE),
    ):
        if found_there and len(found_there.path) < 2:
            refuse(name, f"must look like {wanted}")
    found = {"default": sqlite(named) if named.scheme == "sqlite" else postgres(named)}
    if replica and named.scheme == "sqlite":
        refuse("DATABASE_REPLICA_URL", "needs DATABASE_URL to name a PostgreSQL server too")
    if replica:
        # Who finds a connection lost asks the primary, so that none is tried before use
        found["replica"] = postgres(replica, "-c default_transaction_read_only=on")
        found["replica"]["CONN_HEALTH_CHECKS"] = False
        found["replica"]["TEST"] = {"MIRROR": "default"}
    return found


def sqlite(address: SplitResult) -> dict[str, Any]:
    """One file; three slashes before a path below the present folder, four before a whole one."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": unquote(address.path[1:]),
        "OPTIONS": SQLITE,
    }


def postgres(address: SplitResult, *more: str) -> dict[str, Any]:
    """Connections that last, are tried before use, and never wait for ever. No statement of a page
    lasts so long that compiling it first would spare anything.
    """
    limits = (
        "-c jit=off",
        f"-c statement_timeout={number('STATEMENT_TIMEOUT', 30, least=1) * 1000}",
        f"-c lock_timeout={number('LOCK_TIMEOUT', 5, least=1) * 1000}",
        f"-c idle_in_transaction_session_timeout={number('IDLE_TIMEOUT', 60, least=1) * 1000}",
    )
    asked = {name: values[-1] for name, values in parse_qs(address.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path[1:]),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": address.hostname or "",
        "PORT": str(address.port or ""),
        "CONN_MAX_AGE": number("CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": asked
        | {
            "connect_timeout": number("CONNECT_TIMEOUT", 5, least=1, most=60),
            "options": " ".join((*limits, *more)),
        },
    }


def redis() -> str:
    """The address of Redis, or nothing."""
    found = url("REDIS_URL", ("redis", "rediss", "unix"), "redis://:PASSWORD@HOST:6379/0")
    return found.geturl() if found else ""


def caches(redis_url: str) -> dict[str, dict[str, Any]]:
    if not redis_url:
        return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    return {
        "default": {
            "BACKEND": "cms.caching.PatientRedisCache",
            "LOCATION": redis_url,
            "KEY_PREFIX": "yanlu",
            "OPTIONS": {"socket_timeout": 0.25, "socket_connect_timeout": 0.25},
        }
    }


def elasticsearch() -> str:
    found = url("ELASTICSEARCH_URL", ("http", "https"), "http://USER:PASSWORD@HOST:9200")
    return found.geturl() if found else ""


def base_url() -> str:
    """Where people reach the site, for links in mail; https makes everything secure."""
    example = "https://yanlu.example.gov.cn"
    found = url("BASE_URL", ("http", "https"), example, "http://localhost:8000")
    if not found.hostname or found.path.strip("/"):
        refuse("BASE_URL", f"must look like {example}")
    return found.geturl().rstrip("/")


def mail() -> dict[str, Any]:
    """Django's settings of the mail server; none means files in the data folder."""
    found = url("EMAIL_URL", tuple(MAIL), "smtp+tls://USER:PASSWORD@HOST:587")
    if not found:
        return {"MAIL_TRANSPORT": "django.core.mail.backends.filebased.EmailBackend"}
    if not found.hostname:
        refuse("EMAIL_URL", "must look like smtp+tls://USER:PASSWORD@HOST:587")
    return {
        "MAIL_TRANSPORT": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": found.hostname,
        "EMAIL_PORT": found.port or {"smtps": 465, "smtp+tls": 587}.get(found.scheme, 25),
        "EMAIL_HOST_USER": unquote(found.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(found.password or ""),
        "EMAIL_USE_TLS": found.scheme == "smtp+tls",
        "EMAIL_USE_SSL": found.scheme == "smtps",
    }


def storages(media: Any, private: Any) -> dict[str, dict[str, Any]]:
    """Folders, or one bucket that all machines share (`STORAGE_URL`)."""
    example = "s3://KEY:SECRET@HOST/BUCKET?region=REGION"
    found = url("STORAGE_URL", ("s3", "s3+http"), example)
    static = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    if not found:
        return {
            "default": {"BACKEND": FILES, "OPTIONS": {"location": str(media)}},
            "private": {"BACKEND": FILES, "OPTIONS": {"location": str(private)}},
            "staticfiles": static,
        }
    bucket = found.path.strip("/")
    if not (found.hostname and found.username and found.password and bucket):
        refuse("STORAGE_URL", f"must look like {example}")
    port = f":{found.port}" if found.port else ""
    options = {
        "access_key": unquote(found.username),
        "secret_key": unquote(found.password),
        "bucket_name": bucket,
        "endpoint_url": f"{'http' if found.scheme == 's3+http' else 'https'}://{found.hostname}{port}",
        "region_name": parse_qs(found.query).get("region", ["us-east-1"])[0],
        "default_acl": None,
        "file_overwrite": False,
    }
    return {
        name: {"BACKEND": BUCKET, "OPTIONS": options | {"alias": name, "location": folder}}
        for name, folder in (("default", "media"), ("private", "private"))
    } | {
        "staticfiles": static,
    }


def are_named() -> bool:
    """Whether this is one of several processes that must agree on their keys."""
    return bool(env.text("REDIS_URL")) or env.text("DATABASE_URL").startswith(POSTGRES)
