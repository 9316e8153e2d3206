"""Compare the search indexes with what is public and mend them."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from consultation import clock
from search.backends import copy
from search.backends.base import Unanswered
from search.copying import reconcile
from search.refresh import check


class Command(BaseCommand):
    help = "Compare the search indexes with what is public, mend them, and say what was amiss."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the differences as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found = [
            {"index": "database", "consultation": consultation, **drift._asdict()}
            for consultation, drift in check(at=clock.now())
        ]
        there = copy()
        try:
            found += [
                {"index": "elasticsearch", "consultation": consultation, **drift._asdict()}
                for consultation, drift in (reconcile(there, at=clock.now()) if there else [])
            ]
        except Unanswered as error:
            self.tell(found, as_json=options["json"])
            raise CommandError(_("Elasticsearch does not answer: %s") % error) from error
        self.tell(found, as_json=options["json"])
        if not (found or options["json"]):
            self.stdout.write(_("Index and database agree."))

    def tell(self, found: list[dict[str, Any]], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for row in found:
            counts = {name: len(row[name]) for name in ("missing", "surplus", "outdated")}
            self.stdout.write(
                _(
                    "%(index)s, consultation %(consultation)s: %(missing)d missing, "
                    "%(surplus)d surplus, %(outdated)d outdated; mended."
                )
                % {**counts, "index": row["index"], "consultation": row["consultation"] or "—"}
            )
