"""Copy database and files into a new folder."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from cms import backups


class Command(BaseCommand):
    help = "Backs up database and files, with hashes, into a new folder below FOLDER."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("folder", metavar="FOLDER", type=Path)

    def handle(self, **options: Any) -> None:
        try:
            made = backups.back_up(options["folder"].resolve())
        except (backups.UnableToCopy, OSError) as error:
            raise CommandError(f"There is no backup: {error}") from error
        self.stdout.write(f"{made}")
        self.stdout.write("Keep FIELD_KEYS and SECRET_KEY elsewhere: they are not in it.")
