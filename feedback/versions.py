"""Keeping how points stood before a change."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from feedback.models import Point, PointVersion

KEPT = (
    "text", "passage", "passage_start", "passage_end", "topic", "state", "assigned_to_id",
    "outcome", "reason", "legal_basis", "answered_by_id", "disagreement", "decided_at",
    "decided_by_id", "submitted_at", "submitted_by_id", "returned_note", "removed_at",
    "removed_by_id",
)  # fmt: skip


def keep(points: Sequence[Point]) -> None:
    """Write the points as they are held, in the transaction that changes them."""
    pks = [point.pk for point in points]
    cited: dict[int, list[int]] = defaultdict(list)
    through = Point.provisions.through._default_manager.filter(point__in=pks).order_by("provision")
    for point, provision in through.values_list("point", "provision"):
        cited[point].append(provision)
    PointVersion.objects.bulk_create(
        PointVersion(
            point=point,
            version=point.version,
            fields={name: exact(getattr(point, name)) for name in KEPT},
            provisions=cited[point.pk],
        )
        for point in points
    )


def exact(value: Any) -> Any:
    """Instants to the microsecond, which JSON would cut to milliseconds."""
    return value.isoformat() if isinstance(value, datetime) else value


def fields_of(kept: PointVersion) -> dict[str, Any]:
    """The columns of a kept version as their own types."""
    columns: Any = {field.attname: field for field in Point._meta.concrete_fields}
    return {name: columns[name].to_python(value) for name, value in kept.fields.items()}
