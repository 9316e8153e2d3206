"""Load the demo city once."""

from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import transaction

from cms.demo import city, lives, reading
from consultation import clock, drainer, outbox


class Command(BaseCommand):
    help = "Loads the demo city and its nine matters; what stands already is left as it is."

    def handle(self, **options: Any) -> None:
        call_command("bootstrap", verbosity=0)
        at = clock.now()
        with transaction.atomic():
            city.found(reading.site(), at)
        for content in reading.matters():
            with transaction.atomic():
                lives.live(content, at)
        while outbox.relay(at=clock.now()):
            pass
        drainer.sweep()
