"""Files in a bucket that every machine of the site shares (`STORAGE_URL`, extra `s3`)."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class Bucket(S3Storage):
    """Told apart by its name in `settings.STORAGES`, so that no row ever holds its keys."""

    def __init__(self, *, alias: str, **options: Any) -> None:
        super().__init__(**options)
        self.alias = alias

    def url(self, name: str, *arguments: Any, **options: Any) -> str:
        """An address of the site, which asks who may see the file, never one of the bucket."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name))

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        """How a background task that deletes a file finds the storage again."""
        return "consultation.storage.named", [self.alias], {}
