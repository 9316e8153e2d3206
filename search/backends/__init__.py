"""The index in use."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from search.backends.base import Backend


@cache
def backend() -> Backend:
    """The backend named by `settings.SEARCH_BACKEND`."""
    found: Backend = import_string(settings.SEARCH_BACKEND)()
    return found
