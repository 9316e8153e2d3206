"""Scans of letters: content, never a name, decides what is accepted (R31); and when they go."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from consultation import audit, outbox
from consultation.errors import DomainError
from consultation.transactions import writing
from feedback.models import Attachment, Comment

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 100_000_000
IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "TIFF": "image/tiff"}
PDF = b"%PDF-"
ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
CHUNK = 1024 * 1024
CLOSED_AT_ONCE = 500
logger = logging.getLogger(__name__)


class UnableToAttach(DomainError):
    """Too large, empty, or not one of the accepted kinds."""


@dataclass(frozen=True)
class Scan:
    """A checked upload; `content_type` is what it is, not what it claimed to be."""

    upload: File[Any]
    name: str
    content_type: str
    size: int
    sha256: str


def check(upload: File[Any]) -> Scan:
    """Accept a PDF without active content or a JPEG, PNG or TIFF image; raises `UnableToAttach`."""
    name = (upload.name or "").replace("\\", "/").rsplit("/", 1)[-1][:200]
    size = upload.size or 0
    if size == 0:
        raise UnableToAttach(_("“%(name)s” is empty."), name=name)
    if size > MAX_BYTES:
        raise UnableToAttach(
            _("“%(name)s” is larger than %(limit)d MB."), name=name, limit=MAX_BYTES // 1024**2
        )
    return Scan(upload, name, content_type(upload, name), size, digest(upload))


def content_type(file: File[Any], name: str) -> str:
    file.seek(0)
    if file.read(len(PDF)) == PDF:
        file.seek(0)
        content = file.read(MAX_BYTES)
        if any(mark in content for mark in ACTIVE):
            raise UnableToAttach(_("“%(name)s” holds a program or other files."), name=name)
        return "application/pdf"
    file.seek(0)
    try:
        with Image.open(file, formats=list(IMAGES)) as image:
            width, height, found = image.width, image.height, image.format or ""
            if width * height <= MAX_PIXELS:
                image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnableToAttach(
            _("“%(name)s” is not a PDF, JPEG, PNG or TIFF file, or it is damaged."), name=name
        ) from error
    except Image.DecompressionBombError as error:
        raise UnableToAttach(_("“%(name)s” has too many pixels."), name=name) from error
    if width * height > MAX_PIXELS:
        raise UnableToAttach(_("“%(name)s” has too many pixels."), name=name)
    return IMAGES[found]


def digest(file: File[Any]) -> str:
    file.seek(0)
    found = hashlib.sha256()
    while chunk := file.read(CHUNK):
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def attach(comment: Comment, scan: Scan) -> Attachment:
    """Store the file, then its row, in the caller's transaction; raises `UnableToAttach`."""
    attachment = Attachment(
        comment=comment,
        name=scan.name,
        content_type=scan.content_type,
        size=scan.size,
        sha256=scan.sha256,
    )
    suffix = scan.content_type.rsplit("/", 1)[-1]
    try:
        attachment.file.save(f"{scan.sha256[:32]}.{suffix}", scan.upload, save=True)
    except OSError as error:
        logger.error("no file can be stored", exc_info=error)
        raise UnableToAttach(
            _("“%(name)s” cannot be stored just now, so nothing was entered. Tell whoever runs "
              "the system, and try again later or without the file."),
            name=scan.name,
        ) from error  # fmt: skip
    return attachment


@writing()
def close_old(*, before: datetime, at: datetime) -> None:
    """Close the scans of matters that ended before an instant: nobody opens them from now on, and
    their files go with the outbox. Their names, which are a citizen's words, go at once.
    """
    ended = Coalesce("consultation__reported_at", "consultation__withdrawn_at")
    old = Attachment.objects.alias(ended_at=ended).filter(erased_at=None, ended_at__lt=before)
    for scan in old.select_related("consultation").order_by("pk")[:CLOSED_AT_ONCE]:
        if Attachment.objects.filter(pk=scan.pk, erased_at=None).update(erased_at=at, name=""):
            outbox.write(topic="task.erase_scan", at=at, scan=scan.pk)
            audit.record(
                verb="attachment.erased", by=None, at=at, consultation=scan.consultation,
                subject=scan, comment=scan.comment_id, sha256=scan.sha256, reason="retention",
            )  # fmt: skip


@outbox.commits_by_itself
def erase_file(*, at: datetime, scan: int) -> None:
    """Consumer: delete the file of a closed scan. A file that is gone already is no failure; one
    that cannot be reached is tried again.
    """
    closed = Attachment.objects.filter(pk=scan, erased_at__isnull=False)
    found = closed.exclude(file="").first()
    if found is not None:
        found.file.delete(save=False)
        closed.update(file="")
