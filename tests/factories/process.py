"""People, departments and consultations at every stage, written as facts."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model

from consultation.enums import Role
from consultation.models import (
    CommentPeriod,
    Consultation,
    Department,
    Membership,
    ProcedureProfile,
)

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
serial = count(1)


def make_user(username: str | None = None, **fields: Any) -> Any:
    name = username or f"user{next(serial)}"
    return get_user_model().objects.create_user(name, f"{name}@example.org", "", **fields)


def make_department(name: str | None = None, **fields: Any) -> Department:
    return Department.objects.create(name=name or f"市某局{next(serial)}", **fields)


def make_membership(user: Any, department: Department, role: Role, **fields: Any) -> Membership:
    fields.setdefault("valid_from", LONG_AGO)
    return Membership.objects.create(user=user, department=department, role=role, **fields)


def make_profile(**fields: Any) -> ProcedureProfile:
    defaults: dict[str, Any] = {
        "code": "cn-713",
        "name": "重大行政决策",
        "valid_from": date(2019, 9, 1),
        "minimum_days": 30,
    }
    profile, _ = ProcedureProfile.objects.get_or_create(
        code=fields.get("code", "cn-713"),
        valid_from=fields.get("valid_from", date(2019, 9, 1)),
        defaults=defaults | fields,
    )
    return profile


def make_consultation(
    *,
    lead: Department | None = None,
    by: Any = None,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    published_at: datetime | None = None,
    **fields: Any,
) -> Consultation:
    """A consultation; with `opens_at` and `closes_at` also its scheduled first period."""
    by = by or make_user()
    number = next(serial)
    if opens_at and published_at is None:
        published_at = opens_at - timedelta(days=1)
    consultation = Consultation.objects.create(
        slug=fields.pop("slug", f"matter-{number}"),
        title=fields.pop("title", f"某事项{number}（征求意见稿）"),
        decision_body=fields.pop("decision_body", None)
        or Department.objects.get_or_create(name="某市人民政府", is_decision_body=True)[0],
        lead=lead or make_department(),
        profile=fields.pop("profile", None) or make_profile(),
        created_at=fields.pop("created_at", LONG_AGO),
        created_by=by,
        published_at=published_at,
        published_by=by if published_at else None,
        **fields,
    )
    if opens_at and closes_at:
        CommentPeriod.objects.create(
            consultation=consultation,
            opens_at=opens_at,
            closes_at=closes_at,
            scheduled_at=published_at,
            scheduled_by=by,
        )
    return consultation
