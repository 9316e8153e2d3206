"""The start of every process: what the environment lacks is one sentence, not a traceback."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@contextmanager
def one_sentence() -> Iterator[None]:
    """End the process with the sentence that says what is wrong in the settings."""
    try:
        yield
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from None


def require_settings() -> None:
    """Read the production settings, unless the environment names others."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
    with one_sentence():
        _read = settings.INSTALLED_APPS
