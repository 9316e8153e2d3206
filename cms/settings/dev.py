"""A developer's machine: the embedded default with tracebacks on the screen."""

from cms.settings.base import *  # noqa: F403
from cms.settings.base import LOGGING, STORAGES

DEBUG = True
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LOGGING = LOGGING | {
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": [], "level": "WARNING"}},
}
