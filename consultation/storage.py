"""Where files lie that only an authorising view hands out."""

from django.core.files.storage import Storage, storages


def private() -> Storage:
    """The storage `private` of `settings.STORAGES`: never served by its address."""
    return storages["private"]
