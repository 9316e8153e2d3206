"""Files in a bucket that every machine of the site shares (`STORAGE_URL`)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urljoin

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

# Seconds; a bucket that is out of reach must not hold a request for minutes. Stores other than
# Amazon's know neither its host names nor its newer checksums
CLIENT = Config(
    connect_timeout=3,
    read_timeout=20,
    retries={"total_max_attempts": 2},
    s3={"addressing_style": "path"},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


def failing_as_a_folder_does(act: Callable[..., Any]) -> Callable[..., Any]:
    """Whoever stores or reads a file knows OSError and no library's own errors."""

    @wraps(act)
    def acting(*arguments: Any, **options: Any) -> Any:
        try:
            return act(*arguments, **options)
        except (Boto3Error, BotoCoreError, ClientError) as error:
            raise OSError(f"the bucket does not answer: {type(error).__name__}") from error

    return acting


class Bucket(S3Storage):
    """Told apart by its name in `settings.STORAGES`, so that no row ever holds its keys."""

    config = CLIENT
    save = failing_as_a_folder_does(S3Storage.save)
    open = failing_as_a_folder_does(S3Storage.open)
    delete = failing_as_a_folder_does(S3Storage.delete)
    exists = failing_as_a_folder_does(S3Storage.exists)

    def __init__(self, *, alias: str, **options: Any) -> None:
        super().__init__(**options)
        self.alias = alias

    def url(self, name: str, *arguments: Any, **options: Any) -> str:
        """An address of the site, which asks who may see the file, never one of the bucket."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name))

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        """How a background task that deletes a file finds the storage again."""
        return "consultation.storage.named", [self.alias], {}
