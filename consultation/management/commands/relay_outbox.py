"""Drain what waits after a commit, once or until stopped."""

import time
from typing import Any

from django.core.management import BaseCommand
from django.db import close_old_connections

from consultation import clock, drainer, outbox


class Command(BaseCommand):
    help = "Handles due outbox messages and seals audit events, every second until stopped."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="drain what is due and end")

    def handle(self, **options: Any) -> None:
        if options["once"]:
            handled = 0
            while number := outbox.relay(at=clock.now()):
                handled += number
            drainer.sweep()
            self.stdout.write(f"{handled} messages handled.")
            return
        while True:
            close_old_connections()  # a database that was away is found again
            drainer.sweep()
            time.sleep(drainer.SECONDS)
