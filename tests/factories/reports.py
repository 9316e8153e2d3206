"""Reports of a matter: drafted by Min, published by Wang."""

from typing import Any

from django.utils import timezone

from feedback import reports


def draft(matter: Any, cast: Any, now: Any, **fields: Any) -> Any:
    return reports.draft_report(
        consultation=matter, signed_on=timezone.localdate(now), by=cast.min, at=now, **fields
    )


def publish(matter: Any, cast: Any, now: Any, **fields: Any) -> Any:
    report = draft(matter, cast, now, **fields)
    return reports.publish_report(report=report, revision=1, by=cast.wang, at=now)


def codes(report: Any, at: Any) -> set[str]:
    return {matter.code for matter in reports.open_matters(report, at=at)}
