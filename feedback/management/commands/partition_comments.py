"""Divide the comments by consultation, once."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from feedback import partitions


class Command(BaseCommand):
    help = (
        "Makes the tables of comments and of what hangs on them PostgreSQL's partitions by "
        "consultation. Stop the site before; back up before that."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--parts", type=int, default=16, help="how many, from 2 to 256")

    def handle(self, *, parts: int, **options: Any) -> None:
        if not 2 <= parts <= 256:
            raise CommandError("--parts is a number from 2 to 256.")
        try:
            divided = partitions.divide(parts)
        except partitions.UnableToDivide as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Divided into {parts}: {', '.join(divided)}.")
