"""The indexes in use: the site's own, and where Elasticsearch is configured, its copy there."""

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.utils.module_loading import import_string

from search.backends.database import DatabaseBackend

if TYPE_CHECKING:
    from search.backends.elastic import ElasticBackend


@cache
def own(alias: str = DEFAULT_DB_ALIAS) -> DatabaseBackend:
    """The index in the site's own database, which is always current; on a replica it lags."""
    return DatabaseBackend(alias)


def copy() -> "ElasticBackend | None":
    """Its copy in Elasticsearch, or None where `settings.ELASTICSEARCH_URL` names no server."""
    url: str = settings.ELASTICSEARCH_URL
    return copy_at(url, settings.ELASTICSEARCH_NAME) if url else None


@cache
def copy_at(url: str, name: str) -> "ElasticBackend":
    # The client's library costs a third of a second; a site without a server never loads it
    backend: ElasticBackend = import_string("search.backends.elastic.ElasticBackend")(url, name)
    return backend
