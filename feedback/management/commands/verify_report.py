"""Recompute every printed number of a published report from the records."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback.models import Report
from feedback.reports import verify_report


class Command(BaseCommand):
    help = "Recompute a published report from the records; exit 1 and say what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("report", type=int, metavar="ID")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        report = Report.objects.filter(pk=options["report"]).first()
        if report is None:
            raise CommandError(f"There is no report {options['report']}.")
        if report.published_at is None:
            raise CommandError(f"Report {report.pk} is not published yet.")
        differences = verify_report(report)
        if options["as_json"]:
            found = [asdict(one) for one in differences]
            answer = {"report": report.pk, "holds": not found, "differences": found}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, default=str))
        elif differences:
            for one in differences:
                self.stdout.write(
                    f"{one.what}: printed {one.printed!r}, recomputed {one.recomputed!r}"
                )
        else:
            self.stdout.write(f"Report {report.pk} holds: digest {report.digest}.")
        if differences:
            sys.exit(1)
