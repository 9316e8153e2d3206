"""Compare the search index with the database and mend it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from consultation import clock
from search.refresh import check


class Command(BaseCommand):
    help = "Compare the search index with the database, mend it, and say what was amiss."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the differences as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found = [
            {"consultation": consultation, **drift._asdict()}
            for consultation, drift in check(at=clock.now())
        ]
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for row in found:
            self.stdout.write(
                _(
                    "Consultation %(consultation)s: %(missing)d missing, %(surplus)d surplus, "
                    "%(outdated)d outdated; mended."
                )
                % {
                    "consultation": row["consultation"] or "—",
                    **{name: len(row[name]) for name in ("missing", "surplus", "outdated")},
                }
            )
        if not found:
            self.stdout.write(_("Index and database agree."))
