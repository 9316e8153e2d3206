"""Settings read from the environment, once and checked; secrets generated when embedded."""

import os
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(os.environ.get("YANLU_DATA") or BASE_DIR / "var").resolve()


def secret(name: str, *, generate: bool) -> str:
    """The secret `name` from the environment, from the file `<name>_FILE`, or from the data folder.

    With `generate` a missing one is made and kept in the data folder, readable by its owner
    alone; without it a missing one stops the start.
    """
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    if not generate:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE; it has no default in production.")
    try:
        return kept_secret(DATA_DIR / name.lower())
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {DATA_DIR} cannot be used ({error.strerror}); "
            "choose another with YANLU_DATA."
        ) from error


def kept_secret(path: Path) -> str:
    """What the file holds; a new one, readable by its owner alone, where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(value := secrets.token_urlsafe(48))
    return value
