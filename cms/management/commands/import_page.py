"""Import one page that was published elsewhere, from its flattened text."""

import json
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.urls import reverse
from django.utils import translation

from cms.importing.as_json import as_json
from cms.importing.page import ImportedPage, read_page
from cms.importing.reading import UnableToReadPage
from cms.importing.writing import write
from consultation import clock
from consultation.errors import DomainError

MOST = 5 * 1024 * 1024


class Command(BaseCommand):
    help = "Makes a consultation of one flattened page; lists every repair, guesses nothing."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", help="the flattened text of one page")
        parser.add_argument("--json", action="store_true", help="print what was read as JSON")
        parser.add_argument("--dry-run", action="store_true", help="read only, write nothing")
        parser.add_argument("--lead", default="", help="the leading department, if not as named")

    def handle(self, **options: Any) -> None:
        with translation.override("zh-hans"):
            self.run_import(**options)

    def run_import(self, **options: Any) -> None:
        path = Path(options["file"])
        try:
            with path.open("rb") as file:
                data = file.read(MOST + 1)
            page = read_page(data, lead=options["lead"])
        except OSError as error:
            raise CommandError(f"{path.name}: {error.strerror}.") from error
        except UnableToReadPage as error:
            raise CommandError(f"{path.name}: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(as_json(page), ensure_ascii=False, indent=2))
        else:
            self.tell(page)
        if options["dry_run"]:
            return
        try:
            written = write(page, data=data, source=path.name, at=clock.now())
        except DomainError as error:
            raise CommandError(f"{path.name}: {error}") from error
        if not options["json"]:
            address = reverse("consultation:notice", kwargs={"slug": written.consultation.slug})
            words = "imported as" if written.is_new else "was imported before, as"
            self.stdout.write(f"{path.name} {words} {address}")

    def tell(self, page: ImportedPage) -> None:
        """What was understood, every repair, every doubt."""
        self.stdout.write(f"{page.title} ({page.lead})")
        self.stdout.write("sections: " + ", ".join(page.sections))
        for located in page.repairs:
            repair = located.repair
            applied = "applied" if repair.proven else "waits for confirmation"
            change = f"“{repair.found}” → “{repair.proposed}”"
            self.stdout.write(f"line {repair.line}: {repair.kind}: {change}, {applied}")
        for contact in page.contacts:
            self.stdout.write(f"line {contact.line}: personal {contact.kind}, masked")
        for warning in page.warnings:
            self.stdout.write(f"warning: {warning}")
