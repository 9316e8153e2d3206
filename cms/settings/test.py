"""The test suite: a database file per worker, files and keys of its own, quick password hashes."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "tests-only-and-no-secret-but-long-enough-to-be-accepted")
os.environ.setdefault("FIELD_KEYS", "t1:dGVzdHMtb25seS1rZXktb2YtMzItYnl0ZXMtbG9uZyE=")
os.environ.setdefault("ALLOWED_HOSTS", "testserver")
os.environ.setdefault("YANLU_DATA", tempfile.mkdtemp(prefix="yanlu-tests-"))
os.environ.setdefault("PAGES_KEPT", "0")

from cms.settings.base import *  # noqa: F403
from cms.settings.base import CACHES, DATA_DIR, DATABASES, STORAGES

(DATA_DIR / "static").mkdir(parents=True, exist_ok=True)

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    name = os.environ.get("YANLU_TEST_DB") or DATA_DIR / "test.sqlite3"
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(name)}

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
OUTBOX_SENDER = ""
ELASTICSEARCH_URL = ""  # what needs a server says so, see tests/elastic.py
# Processes that share a Redis must not share what they remember of their own databases
CACHES["default"]["KEY_PREFIX"] = f"tests-{os.getpid()}"
