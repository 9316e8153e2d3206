"""A copy of everything that a site cannot make again: database and files, with their hashes.

The keys of names and contacts are not in it and must be kept elsewhere; it only knows which ones
they are. Files are read and written through the storage, be it a folder or a bucket.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from consultation import clock
from feedback.privacy.crypto import keyed_hash, keyring

MANIFEST = "manifest.json"
FOLDERS = ("default", "private")


class UnableToCopy(Exception):
    """One sentence that says what is in the way."""


def back_up(folder: Path) -> Path:
    """Write a new folder below `folder`; it has its name only when it is whole.

    The database is read first: a file comes before its row, so that every row has its file.
    """
    at = clock.now()
    made = folder / f"yanlu-{at:%Y%m%dT%H%M%SZ}"
    unfinished = made.with_suffix(".unfinished")
    unfinished.mkdir(parents=True)
    unfinished.chmod(0o700)
    dump_database(unfinished / "database")
    for alias in FOLDERS:
        with tarfile.open(unfinished / f"{alias}.tar", "w") as tar:
            pack(storages[alias], tar)
    manifest = describe(unfinished, at)
    (unfinished / MANIFEST).write_text(json.dumps(manifest, indent=2, sort_keys=True))
    return unfinished.rename(made)


def names_in(storage: Storage, below: str = "") -> Iterator[str]:
    """All files of a storage, by their names there."""
    try:
        folders, files = storage.listdir(below)
    except FileNotFoundError:  # nothing was ever stored
        return
    start = f"{below}/" if below else ""
    yield from (f"{start}{name}" for name in sorted(files) if name)
    for folder in sorted(folders):
        yield from names_in(storage, f"{start}{folder}")


def pack(storage: Storage, tar: tarfile.TarFile) -> None:
    for name in names_in(storage):
        member = tarfile.TarInfo(name)
        with storage.open(name) as file:
            member.size = file.size
            member.mtime = int(storage.get_modified_time(name).timestamp())
            tar.addfile(member, file)


def unpack(tar: tarfile.TarFile, storage: Storage) -> None:
    """Every file under its old name, which the rows hold."""
    for member in tar:
        content = tar.extractfile(member)
        if content is not None and storage.save(member.name, File(content)) != member.name:
            raise UnableToCopy(f"There is already a file {member.name}.")


def describe(folder: Path, at: datetime) -> dict[str, Any]:
    return {
        "made_at": at.isoformat(),
        "database": connection.vendor,
        "migrations": sorted(".".join(one) for one in applied()),
        "keys": marks(),
        "files": {path.name: digest(path) for path in sorted(folder.iterdir())},
    }


def applied() -> Any:
    return MigrationRecorder(connection).applied_migrations()


def marks() -> dict[str, str]:
    """By which each key can be recognised and not found out."""
    return {name: keyed_hash("backup", name, key_id=name).hex()[:16] for name in keyring()}


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def dump_database(path: Path) -> None:
    """Consistent while others write."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
    else:
        run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")


def restore(folder: Path) -> dict[str, Any]:
    """Put a backup where nothing stands yet; whatever is in the way is told before a write."""
    manifest = read_manifest(folder)
    for name, expected in manifest["files"].items():
        if not (folder / name).is_file() or digest(folder / name) != expected:
            raise UnableToCopy(f"{name} is missing or is not what was backed up.")
    if manifest["database"] != connection.vendor:
        raise UnableToCopy(f"The backup is of {manifest['database']}: set DATABASE_URL to one.")
    if lacking := [key for key, mark in manifest["keys"].items() if marks().get(key) != mark]:
        raise UnableToCopy(f"FIELD_KEYS lacks the key {', '.join(lacking)} of the backup.")
    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    if connection.introspection.table_names():
        raise UnableToCopy("The database is not empty.")
    kept = {alias: folder / f"{alias}.tar" for alias in FOLDERS}
    kept = {alias: archive for alias, archive in kept.items() if archive.exists()}
    for alias in kept:
        if next(names_in(storages[alias]), None):
            raise UnableToCopy(f"The place of {alias} files is not empty.")
    load_database(folder / "database")
    for alias, archive in kept.items():
        with tarfile.open(archive) as tar:
            unpack(tar, storages[alias])
    return manifest


def read_manifest(folder: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / MANIFEST).read_text()))
    except (OSError, ValueError) as error:
        raise UnableToCopy(f"{folder} holds no whole backup.") from error


def load_database(path: Path) -> None:
    if connection.vendor == "sqlite":
        connection.close()
        target = Path(connection.settings_dict["NAME"])
        target.parent.mkdir(parents=True, exist_ok=True)
        for leftover in target.parent.glob(f"{target.name}-*"):
            leftover.unlink()
        shutil.copyfile(path, target)
        with sqlite3.connect(target) as copied:
            (answer,) = copied.execute("PRAGMA integrity_check").fetchone()
        if answer != "ok":
            raise UnableToCopy("The database in the backup is damaged.")
    else:
        name = connection.settings_dict["NAME"]
        run(
            "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner",
            "--no-privileges", f"--dbname={name}", str(path),
        )  # fmt: skip


def run(program: str, *arguments: str) -> None:
    """One of PostgreSQL's programs on the present database; its password is no argument."""
    known = connection.settings_dict
    given = {
        "PGHOST": known["HOST"], "PGPORT": known["PORT"], "PGUSER": known["USER"],
        "PGPASSWORD": known["PASSWORD"], "PGDATABASE": known["NAME"],
    }  # fmt: skip
    found = shutil.which(program) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))[-1:]),
        None,
    )
    if found is None:
        raise UnableToCopy(f"{program} is needed; install PostgreSQL's client programs.")
    done = subprocess.run(  # noqa: S603 — PostgreSQL's own program
        [found, *arguments],
        env=os.environ | {name: value for name, value in given.items() if value},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise UnableToCopy(f"{program} failed: {done.stderr.strip()[-500:]}")
