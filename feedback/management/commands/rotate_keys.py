"""Put names and contacts under the newest key of FIELD_KEYS."""

import base64
import secrets
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from consultation import clock
from feedback.privacy.crypto import keyring
from feedback.privacy.keys import BYTES
from feedback.privacy.rotation import rotate


class Command(BaseCommand):
    help = "Encrypts names and contacts anew with the newest key; may run while the site serves."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--new-ring",
            metavar="ID",
            help="only print a value for FIELD_KEYS with a new key ID before the old ones",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if name := options["new_ring"]:
            self.stdout.write(self.ring(name))
            return
        done = rotate(by=None, at=clock.now())
        self.stdout.write(f"{done.changed} people are now under the key {done.key}.")
        if done.unreadable:
            raise CommandError(f"{done.unreadable} people open with none of the keys at hand.")

    def ring(self, name: str) -> str:
        if name in keyring() or not name.isascii() or not name.isalnum():
            raise CommandError("Choose letters and digits that name no present key.")
        ring = {name: secrets.token_bytes(BYTES)} | keyring()
        return ",".join(f"{key}:{base64.b64encode(raw).decode()}" for key, raw in ring.items())
