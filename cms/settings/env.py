"""The environment, read and checked once: what is missing or malformed stops the start.

Every reader raises `ImproperlyConfigured` with one sentence that names the variable and never
shows its value, which may hold a password.
"""

import os
import secrets
from ipaddress import ip_network
from pathlib import Path
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured

from feedback.privacy import keys

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(os.environ.get("YANLU_DATA") or BASE_DIR / "var").resolve()


def refuse(name: str, wanted: str) -> NoReturn:
    raise ImproperlyConfigured(f"{name} {wanted}.")


def text(name: str, default: str = "") -> str:
    """The variable without blanks around it; `default` when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def number(name: str, default: int, *, least: int = 0, most: int = 1_000_000) -> int:
    given = text(name, str(default))
    if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
        refuse(name, f"must be a whole number from {least} to {most}")
    return int(given)


def url(name: str, schemes: tuple[str, ...], example: str, default: str = "") -> SplitResult | None:
    """The address in `name`, of one of `schemes` and with a host or a path; None when unset."""
    given = text(name, default)
    if not given:
        return None
    try:
        found = urlsplit(given)
        usable = found.scheme in schemes and (found.hostname or found.path.strip("/"))
        _checked = found.port
    except ValueError:
        usable = False
    if not usable or any(letter.isspace() for letter in given):
        refuse(name, f"must look like {example}")
    return found


def hosts(name: str, default: list[str], *, required: bool) -> list[str]:
    """Names of hosts between commas, without scheme and port."""
    found = [part.strip() for part in text(name).split(",") if part.strip()]
    if required and not found:
        refuse(name, "is not set: name the hosts that this site answers for, between commas")
    if any("/" in host or "*" in host or " " in host for host in found):
        refuse(name, "must be names of hosts between commas, such as yanlu.example.gov.cn")
    return found or default


def origins(name: str) -> list[str]:
    found = [part.strip() for part in text(name).split(",") if part.strip()]
    if not all(part.startswith(("https://", "http://")) for part in found):
        refuse(name, "must be origins between commas, such as https://yanlu.example.gov.cn")
    return found


def networks(name: str, default: list[str]) -> list[str]:
    found = [part.strip() for part in text(name).split(",") if part.strip()]
    try:
        _checked = [ip_network(part) for part in found]
    except ValueError:
        refuse(name, "must be networks between commas, such as 10.1.0.0/16")
    return found or default


def one_of(name: str, choices: tuple[str, ...]) -> str:
    """One of `choices` in any case; the first when unset."""
    found = text(name, choices[0]).upper()
    if found not in choices:
        refuse(name, f"must be one of {', '.join(choices)}")
    return found


def time_zone(name: str, default: str) -> str:
    found = text(name, default)
    if found not in available_timezones():
        refuse(name, "must be a time zone such as Asia/Shanghai")
    return found


def folder(name: str, default: Path) -> Path:
    """A folder that exists and can be written, or will be made below the data folder."""
    given = text(name)
    if given and not (os.path.isabs(given) and os.path.isdir(given) and os.access(given, os.W_OK)):
        refuse(name, "must be the absolute path of a folder that can be written")
    return Path(given) if given else default


def secret(name: str, *, generate: bool) -> str:
    """The secret `name` from the environment, from the file `<name>_FILE`, or from the data folder.

    With `generate` a missing one is made and kept in the data folder, readable by its owner
    alone; without it a missing one stops the start.
    """
    if value := text(name):
        return value
    if path := text(f"{name}_FILE"):
        return from_file(name, Path(path))
    if not generate:
        refuse(name, f"is not set: give it or {name}_FILE, equal on every machine")
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


def from_file(name: str, path: Path) -> str:
    try:
        value = path.read_text().strip()
    except (OSError, UnicodeDecodeError):
        value = ""
    if not value:
        refuse(f"{name}_FILE", "must be the path of a readable file that holds the secret")
    return value


def signing_key(name: str, *, generate: bool) -> str:
    """Django's own key: long, and not one letter repeated."""
    value = secret(name, generate=generate)
    if len(value) < 50 or len(set(value)) < 5:
        refuse(name, "must be 50 random characters or more")
    return value


def field_keys(name: str, *, generate: bool) -> str:
    """The keys of names and contacts, as `feedback.privacy.keys` reads them."""
    value = secret(name, generate=generate)
    try:
        keys.parse(value)
    except ValueError as error:
        refuse(name, str(error))
    return value
