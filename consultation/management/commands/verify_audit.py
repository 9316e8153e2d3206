"""Check the chain over the audit events."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand, CommandError

from consultation import clock, sealing
from consultation.models import AuditLink


class Command(BaseCommand):
    help = "Verifies the audit chain; names the first broken event and exits 1."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, **options: Any) -> None:
        found = sealing.verify(at=clock.now())
        links = AuditLink.objects.count()
        if options["json"]:
            result = {"links": links, "broken": asdict(found) if found else None}
            self.stdout.write(json.dumps(result))
        if found:
            raise CommandError(
                f"The chain breaks at link {found.seq}, event {found.event}: {found.problem}."
            )
        if not options["json"]:
            self.stdout.write(f"{links} links, all whole.")
