"""The environment is read once: what is missing or malformed is one sentence that names it."""

import base64
import json
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from cms.settings import env, services
from feedback.privacy import crypto, keys
from tests.services import ROOT, clean_environment

LONG = "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghij"
KEY = base64.b64encode(b"k" * 32).decode()
POSTGRES = "postgres://yanlu:geheim@db.example:5432/yanlu"
WHOLE = {
    "DATABASE_URL": POSTGRES,
    "DATABASE_REPLICA_URL": "postgres://yanlu:geheim@replica.example/yanlu",
    "REDIS_URL": "redis://:geheim@redis.example:6379/0",
    "ELASTICSEARCH_URL": "https://yanlu:geheim@search.example:9200",
    "EMAIL_URL": "smtp+tls://yanlu:geheim@mail.example:587",
    "BASE_URL": "https://yanlu.example.gov.cn",
    "ALLOWED_HOSTS": "yanlu.example.gov.cn",
    "CSRF_TRUSTED_ORIGINS": "https://yanlu.example.gov.cn",
    "SECRET_KEY": LONG,
    "FIELD_KEYS": f"b:{KEY},a:{base64.b64encode(b'a' * 32).decode()}",
    "TRUSTED_PROXIES": "1",
    "TIME_ZONE": "Asia/Urumqi",
}

READERS = {
    "DATABASE_URL": services.databases,
    "DATABASE_REPLICA_URL": services.databases,
    "STATEMENT_TIMEOUT": lambda: services.postgres(urlsplit(POSTGRES)),
    "LOCK_TIMEOUT": lambda: services.postgres(urlsplit(POSTGRES)),
    "CONN_MAX_AGE": lambda: services.postgres(urlsplit(POSTGRES)),
    "REDIS_URL": services.redis,
    "ELASTICSEARCH_URL": services.elasticsearch,
    "EMAIL_URL": services.mail,
    "BASE_URL": services.base_url,
    "STORAGE_URL": lambda: services.storages("/m", "/p"),
    "ALLOWED_HOSTS": lambda: env.hosts("ALLOWED_HOSTS", [], required=True),
    "CSRF_TRUSTED_ORIGINS": lambda: env.origins("CSRF_TRUSTED_ORIGINS"),
    "TIME_ZONE": lambda: env.time_zone("TIME_ZONE", "Asia/Shanghai"),
    "METRICS_ALLOW": lambda: env.networks("METRICS_ALLOW", []),
    "LOG_LEVEL": lambda: env.one_of("LOG_LEVEL", ("WARNING", "INFO")),
    "MEDIA": lambda: env.folder("MEDIA", ROOT),
    "SECRET_KEY": lambda: env.signing_key("SECRET_KEY", generate=False),
    "SECRET_KEY_FILE": lambda: env.signing_key("SECRET_KEY", generate=False),
    "FIELD_KEYS": lambda: env.field_keys("FIELD_KEYS", generate=False),
    "FIELD_KEYS_FILE": lambda: env.field_keys("FIELD_KEYS", generate=False),
}
MALFORMED = [
    ("DATABASE_URL", "mysql://geheim@db/yanlu"),
    ("DATABASE_URL", "postgres://yanlu:geheim@db"),
    ("DATABASE_URL", "postgres://yanlu:geheim@db:port/yanlu"),
    ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "geheim"),
    ("DATABASE_URL", "postgres://[geheim/yanlu"),
    ("DATABASE_REPLICA_URL", "sqlite:////geheim"),
    ("STATEMENT_TIMEOUT", "0"),
    ("STATEMENT_TIMEOUT", "30s"),
    ("LOCK_TIMEOUT", "-1"),
    ("CONN_MAX_AGE", "٣"),
    ("REDIS_URL", "http://geheim:6379"),
    ("REDIS_URL", "redis://"),
    ("REDIS_URL", "redis://geheim host"),
    ("ELASTICSEARCH_URL", "geheim:9200"),
    ("EMAIL_URL", "smtp://"),
    ("EMAIL_URL", "imap://geheim"),
    ("BASE_URL", "yanlu.example"),
    ("BASE_URL", "https://yanlu.example/geheim/"),
    ("STORAGE_URL", "s3://host/bucket"),
    ("STORAGE_URL", "ftp://key:geheim@host/bucket"),
    ("ALLOWED_HOSTS", ""),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", "https://geheim.example"),
    ("CSRF_TRUSTED_ORIGINS", "geheim.example"),
    ("TIME_ZONE", "Peking"),
    ("METRICS_ALLOW", "geheim"),
    ("METRICS_ALLOW", "10.0.0.1/8"),
    ("LOG_LEVEL", "geheim"),
    ("MEDIA", "relative/geheim"),
    ("MEDIA", "/nowhere/geheim"),
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "geheim"),
    ("SECRET_KEY", "1" * 60),
    ("SECRET_KEY_FILE", "/nowhere/geheim"),
    ("FIELD_KEYS", ""),
    ("FIELD_KEYS", "geheim"),
    ("FIELD_KEYS", "a:geheim"),
    ("FIELD_KEYS", f"a:{KEY},a:{KEY}"),
    ("FIELD_KEYS", f"a:{KEY},{KEY}"),
    ("FIELD_KEYS_FILE", "/nowhere/geheim"),
]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in {*READERS, *WHOLE, "IDLE_TIMEOUT", "CONNECT_TIMEOUT"}:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(("name", "value"), MALFORMED)
def test_what_is_malformed_is_named_in_one_sentence_without_its_value(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        READERS[name]()
    sentence = str(refused.value)
    assert sentence.startswith(f"{name} ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "geheim" not in sentence


def test_a_replica_needs_a_server_to_replicate(monkeypatch):
    monkeypatch.setenv("DATABASE_REPLICA_URL", POSTGRES)
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_REPLICA_URL needs DATABASE_URL"):
        services.databases()


def test_nothing_set_is_the_embedded_default():
    found = services.databases()
    assert found["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert found["default"]["NAME"].startswith("/")
    assert services.redis() == services.elasticsearch() == ""
    assert "locmem" in services.caches("")["default"]["BACKEND"]
    assert "filebased" in services.mail()["MAIL_TRANSPORT"]
    assert not services.are_named()


def test_postgres_connections_last_are_tried_and_never_wait_for_ever(monkeypatch):
    monkeypatch.setenv(
        "DATABASE_URL", "postgresql://yan%40lu:p%2Fw@db:5433/yan%20lu?sslmode=require"
    )
    monkeypatch.setenv("DATABASE_REPLICA_URL", "postgres://replica/yanlu")
    monkeypatch.setenv("STATEMENT_TIMEOUT", "7")
    found = services.databases()
    first = found["default"]
    names = ("USER", "PASSWORD", "HOST", "PORT", "NAME")
    assert [first[name] for name in names] == ["yan@lu", "p/w", "db", "5433", "yan lu"]
    assert (first["CONN_MAX_AGE"], first["CONN_HEALTH_CHECKS"]) == (60, True)
    assert first["OPTIONS"]["sslmode"] == "require"
    assert "statement_timeout=7000 -c lock_timeout=5000" in first["OPTIONS"]["options"]
    assert "default_transaction_read_only=on" in found["replica"]["OPTIONS"]["options"]
    assert services.are_named()


@pytest.mark.parametrize(
    ("address", "port", "tls", "ssl"),
    [("smtp://m", 25, False, False), ("smtp+tls://m", 587, True, False),
     ("smtps://m", 465, False, True), ("smtp://m:2525", 2525, False, False)],
)  # fmt: skip
def test_the_mail_server_is_one_address(monkeypatch, address, port, tls, ssl):
    monkeypatch.setenv("EMAIL_URL", address)
    found = services.mail()
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)


def test_a_bucket_holds_public_and_private_files_apart(monkeypatch):
    monkeypatch.setenv("STORAGE_URL", "s3://key:se%2Fcret@s3.example:9000/yanlu?region=cn-north-1")
    found = services.storages("/m", "/p")
    public, private = found["default"]["OPTIONS"], found["private"]["OPTIONS"]
    assert (public["endpoint_url"], public["secret_key"]) == ("https://s3.example:9000", "se/cret")
    assert (public["location"], private["location"]) == ("media", "private")
    assert public["default_acl"] is None
    bucket = import_string(found["default"]["BACKEND"])(**public)
    assert (bucket.bucket_name, bucket.location) == ("yanlu", "media")
    assert "se/cret" not in json.dumps(bucket.deconstruct())
    assert bucket.url("images/预算.png") == "/media/images/%E9%A2%84%E7%AE%97.png"


def test_secrets_come_from_files_and_are_stripped(monkeypatch, tmp_path):
    (tmp_path / "key").write_text(f"{LONG}\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.signing_key("SECRET_KEY", generate=False) == LONG


def test_a_generated_secret_is_kept_and_readable_by_its_owner_alone(monkeypatch, tmp_path):
    monkeypatch.setattr(env, "DATA_DIR", tmp_path / "var")
    made = env.field_keys("FIELD_KEYS", generate=True)
    assert env.field_keys("FIELD_KEYS", generate=True) == made
    assert (tmp_path / "var" / "field_keys").stat().st_mode & 0o777 == 0o600
    assert list(keys.parse(made)) == ["k0"]


def test_a_ring_encrypts_with_its_newest_key_and_reads_the_old_ones(settings):
    place = crypto.Place("t", "c", "1")
    settings.FIELD_KEYS = f"a:{KEY}"
    old = crypto.encrypt("王某", place)
    settings.FIELD_KEYS = f"b:{base64.b64encode(b'b' * 32).decode()},a:{KEY}"
    assert crypto.encrypt("王某", place).split("|")[1] == "b"
    assert crypto.decrypt(old, place) == "王某"


def run(*arguments, **values):
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False,
        env=clean_environment(**values),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "lacking", "sentence"),
    [
        (["manage.py", "check"], "SECRET_KEY", "SECRET_KEY is not set"),
        (
            ["-m", "gunicorn", "-c", "python:cms.server", "cms.wsgi"],
            "ALLOWED_HOSTS",
            "ALLOWED_HOSTS",
        ),
        (["-m", "celery", "-A", "cms", "report"], "FIELD_KEYS", "FIELD_KEYS is not set"),
    ],
)
def test_every_process_stops_with_the_sentence_and_no_traceback(
    tmp_path, arguments, lacking, sentence
):
    values = {name: value for name, value in WHOLE.items() if name != lacking}
    done = run(*arguments, YANLU_DATA=str(tmp_path), **values)
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert "geheim" not in done.stderr


def test_the_whole_environment_passes_the_check_for_deployment(tmp_path):
    whole = WHOLE | {"YANLU_DATA": str(tmp_path)}
    done = run(
        "manage.py", "check", "--deploy", "--fail-level", "INFO", "--settings",
        "cms.settings.production", **whole, STORAGE_URL="",
    )  # fmt: skip
    lines = [line for line in done.stderr.splitlines() if line.startswith("?:")]
    assert [line for line in lines if "yanlu.I006" not in line] == [], done.stderr
    code = (
        "import json; from django.conf import settings as s; print(json.dumps("
        "[s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, s.SECURE_PROXY_SSL_HEADER,"
        " s.EMAIL_HOST, s.TIME_ZONE, s.CACHES['default']['LOCATION']]))"
    )
    shown = run("-c", code, DJANGO_SETTINGS_MODULE="cms.settings.production", **whole)
    assert json.loads(shown.stdout) == [
        True, True, ["HTTP_X_FORWARDED_PROTO", "https"], "mail.example", "Asia/Urumqi",
        WHOLE["REDIS_URL"],
    ]  # fmt: skip


def test_the_check_says_what_every_unset_service_costs(tmp_path):
    done = run(
        "manage.py", "check", "--deploy", "--tag", "yanlu", "--settings",
        "cms.settings.production", YANLU_DATA=str(tmp_path),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Search answers from the database." in done.stderr
    for name in ("DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL", "EMAIL_URL", "STORAGE_URL"):
        assert f"Set {name}=" in done.stderr
