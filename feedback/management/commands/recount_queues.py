"""Count the queues anew from the records."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from consultation.models import Consultation
from feedback.queues import folding


class Command(BaseCommand):
    help = "Lets the drainer count the comments of matters anew and read their words again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="without: every matter")

    def handle(self, **options: Any) -> None:
        matters = Consultation.objects.order_by("pk")
        if slugs := set(options["slugs"]):
            matters = matters.filter(slug__in=slugs)
            if unknown := slugs.difference(matters.values_list("slug", flat=True)):
                raise CommandError(f"There is no matter {', '.join(sorted(unknown))}.")
        for matter in matters:
            self.stdout.write(f"{matter.slug}: {folding.recount(matter)} comments to be counted")
