"""Where files lie that only an authorising view hands out."""

from django.core.files.storage import Storage, storages


def named(alias: str) -> Storage:
    return storages[alias]


def private() -> Storage:
    """The storage `private` of `settings.STORAGES`: never served by its address."""
    return named("private")
