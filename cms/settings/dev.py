"""A developer's machine: the embedded default with tracebacks on the screen."""

from cms.settings.base import *  # noqa: F403
from cms.settings.base import STORAGES

DEBUG = True
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
