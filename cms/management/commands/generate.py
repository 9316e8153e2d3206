"""Fill the site with invented comments, as many as asked for."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser, call_command

from cms.demo import city, invented, reading, scale
from consultation import clock
from consultation.models import Consultation


class Command(BaseCommand):
    help = "Writes invented consultations with comments, points, reports; for trials of speed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--comments", type=int, default=10_000, metavar="N")
        parser.add_argument("--consultations", type=int, default=20, metavar="M")
        parser.add_argument(
            "--seed", type=int, default=1, metavar="S", help="equal seed, equal words"
        )
        parser.add_argument(
            "--campaigns", type=int, default=0, metavar="K",
            help="a tenth of the comments are copies of K texts",
        )  # fmt: skip

        parser.add_argument("--stage", choices=invented.RUNS, default="", help="all at one stage")

    def handle(self, **options: Any) -> None:
        if options["consultations"] < 1 or options["comments"] < 0 or options["campaigns"] < 0:
            raise CommandError("There must be a consultation, and no number below zero.")
        seed = options["seed"]
        if Consultation.objects.filter(slug__endswith=f"-{seed}-1").exists():
            raise CommandError(f"The content of seed {seed} stands already; choose another.")
        call_command("bootstrap", verbosity=0)
        at = clock.now()
        city.found(reading.site(), at)
        for consultation in scale.generate(
            comments=options["comments"], consultations=options["consultations"], seed=seed,
            campaigns_count=options["campaigns"], at=at, stage=options["stage"],
        ):  # fmt: skip
            if options["verbosity"]:
                self.stdout.write(f"{consultation.slug}: {consultation.comments.count()} comments")
