"""Put a backup where nothing stands yet, and prove it."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, call_command

from cms import backups


class Command(BaseCommand):
    help = "Restores the backup in FOLDER into an empty database and empty folders; verifies it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("folder", metavar="FOLDER", type=Path)

    def handle(self, **options: Any) -> None:
        try:
            manifest = backups.restore(options["folder"].resolve())
        except (backups.UnableToCopy, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored as of {manifest['made_at']}.")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("verify_audit", stdout=self.stdout)
        call_command("verify_report", stdout=self.stdout)
