"""Files in a bucket that every machine of the site shares (`STORAGE_URL`, extra `s3`)."""

from typing import Any

from storages.backends.s3 import S3Storage


class Bucket(S3Storage):
    """Told apart by its name in `settings.STORAGES`, so that no row ever holds its keys."""

    def __init__(self, *, alias: str, **settings: Any) -> None:
        super().__init__(**settings)
        self.alias = alias

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        """How a background task that deletes a file finds the storage again."""
        return "consultation.storage.named", [self.alias], {}
