"""A named cast, the same in every test."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from consultation import clock
from consultation.enums import Role
from tests.factories.process import (
    make_consultation,
    make_department,
    make_membership,
    make_user,
)


@pytest.fixture
def cast(db):
    """Min drafts and Wang approves for the police; Zhao drafts and Qian approves for education;
    Sun keeps the disclosure office; Li guards privacy; Zhou administers; Wu has no role.
    """
    police = make_department("某市公安局", short_name="市公安局")
    education = make_department("某市教育局", short_name="市教育局")
    office = make_department("某市人民政府办公室", short_name="市政府办公室")
    people = {
        "min": (police, Role.DRAFTER),
        "wang": (police, Role.APPROVER),
        "zhao": (education, Role.DRAFTER),
        "qian": (education, Role.APPROVER),
        "sun": (office, Role.OFFICE),
        "li": (office, Role.PRIVACY),
        "zhou": (office, Role.ADMINISTRATOR),
    }
    users = {name: make_user(name) for name in [*people, "wu"]}
    for name, (department, role) in people.items():
        make_membership(users[name], department, role)
    return SimpleNamespace(police=police, education=education, office=office, **users)


@pytest.fixture
def now(db):
    """The database's instant when the test began."""
    return clock.now()


@pytest.fixture
def open_consultation(cast, now):
    """Led by the police, open since yesterday for 31 days."""
    return make_consultation(
        lead=cast.police,
        by=cast.min,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=30),
    )


@pytest.fixture
def closed_consultation(cast, now):
    """Led by the police, closed yesterday after 31 days."""
    return make_consultation(
        lead=cast.police,
        by=cast.min,
        opens_at=now - timedelta(days=32),
        closes_at=now - timedelta(days=1),
    )
