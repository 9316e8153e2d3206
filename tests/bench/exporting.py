"""The rows of a report as open data: how fast they stream, and what memory that takes."""

import resource
import time
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from feedback.models import Report, ReportEntry

SMALL = 2_000


def export(count: int) -> dict[str, Any]:
    """Stream a report of `count` points after one of some thousand; what was added is undone."""
    reports = Report.objects.published().exclude(proof=None).annotate(size=Count("entries"))
    large = reports.order_by("-size")[0]
    streamed(min(reports, key=lambda report: abs(report.size - SMALL)))
    with transaction.atomic():
        lengthen(large, count - large.size)
        before, begun, began = peak(), time.perf_counter(), time.process_time()
        size = streamed(large)
        seconds, cpu = time.perf_counter() - begun, time.process_time() - began
        grown = peak() - before
        transaction.set_rollback(True)
    return {"s": seconds, "cpu s": cpu, "MB": size / 1e6, "grown MB": grown}


def streamed(report: Report) -> int:
    """Bytes of points.csv, none of them kept."""
    path = reverse(
        "consultation:report_file",
        kwargs={"slug": report.consultation.slug, "kind": report.kind,
                "version": report.version, "name": "points.csv"},
    )  # fmt: skip
    answer = Client(headers={"host": "localhost"}).get(path)
    return sum(len(piece) for piece in answer.streaming_content)


def lengthen(report: Report, count: int) -> None:
    """Give a report `count` rows more: its first row, said of other points."""
    table = ReportEntry._meta.db_table
    copied = [
        field.column
        for field in ReportEntry._meta.concrete_fields
        if field.name not in {"id", "point", "position"}
    ]
    last = report.entries.latest("position").position
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (point_id, position, {', '.join(copied)})"
            f" SELECT other.id, %s + row_number() OVER (),"
            f" {', '.join(f'entry.{name}' for name in copied)}"
            f" FROM feedback_point AS other, {table} AS entry WHERE entry.report_id = %s"
            f" AND entry.position = %s AND other.id NOT IN"
            f" (SELECT point_id FROM {table} WHERE report_id = %s) LIMIT %s",
            [last, report.pk, last, report.pk, max(0, count)],
        )


def peak() -> float:
    """The most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
