"""Recompute every printed number of a published report from the records."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback.models import Report
from feedback.reports import verify_report


class Command(BaseCommand):
    help = "Recompute published reports from the records; exit 1 and say what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("report", type=int, metavar="ID", nargs="?", help="all, without it")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["report"] is None:
            published = Report.objects.exclude(published_at=None).order_by("pk")
            held = [self.verify(report, as_json=options["as_json"]) for report in published]
        else:
            held = [self.verify(self.published(options["report"]), as_json=options["as_json"])]
        if not all(held):
            sys.exit(1)

    def published(self, pk: int) -> Report:
        report = Report.objects.filter(pk=pk).first()
        if report is None:
            raise CommandError(f"There is no report {pk}.")
        if report.published_at is None:
            raise CommandError(f"Report {pk} is not published yet.")
        return report

    def verify(self, report: Report, *, as_json: bool) -> bool:
        differences = verify_report(report)
        if as_json:
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
        return not differences
