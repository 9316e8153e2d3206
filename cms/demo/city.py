"""The demo city: its site, departments, people and guidance."""

import os
import secrets
from datetime import datetime
from html import escape
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.models import Site

from cms import access
from cms.management.commands import bootstrap
from cms.models import GuidancePage, HomePage, SiteIdentity
from cms.settings.env import DATA_DIR
from consultation.enums import Role
from consultation.models import Department, DepartmentAlias, Membership

LOGINS = ("drafter", "approver", "referred", "office", "privacy", "admin")
FILE = DATA_DIR / "demo-logins.txt"
GOVERNMENT = "安澜市人民政府"
"""Who decides in the demo city; an imported page may bring another city's beside it."""


def found(content: dict[str, Any], at: datetime) -> None:
    """Make the city once; what stands already is left as it is."""
    bootstrap.index()
    identity(content["identity"])
    for department in content["departments"]:
        settle(dict(department))
    people(content["people"], at)
    for page in content["guidance"]:
        guide(page)


def identity(fields: dict[str, str]) -> None:
    site = Site.objects.get(is_default_site=True)
    SiteIdentity.objects.update_or_create(site=site, defaults=fields)


def settle(fields: dict[str, Any]) -> None:
    aliases = fields.pop("aliases", [])
    department, _is_new = Department.objects.get_or_create(name=fields.pop("name"), defaults=fields)
    for alias in aliases:
        DepartmentAlias.objects.get_or_create(name=alias, defaults={"department": department})


def people(rows: list[dict[str, Any]], at: datetime) -> None:
    passwords = {}
    for row in rows:
        if get_user_model().objects.filter(username=row["username"]).exists():
            continue
        passwords[row["username"]] = password = secrets.token_urlsafe(9)
        user = get_user_model().objects.create_user(
            row["username"], f"{row['username']}@anlan.example", password,
            first_name=row["last_name"] + row["first_name"],
            is_superuser=row.get("is_superuser", False), is_staff=row.get("is_superuser", False),
        )  # fmt: skip
        for name, role in row["roles"]:
            membership = Membership.objects.create(
                user=user, department=Department.objects.get(name=name), role=role,
                valid_from=at.replace(year=at.year - 2),
            )  # fmt: skip
            access.enrol(membership)
    if passwords:
        keep(rows, passwords)


def keep(rows: list[dict[str, Any]], passwords: dict[str, str]) -> None:
    """Write the logins where only the owner of the data folder reads them."""
    roles = {row["username"]: row["roles"][0] for row in rows}
    lines = ["", "  demo logins"]
    for username in LOGINS:
        if username in passwords:
            department, role = roles[username]
            label = Role(role).value
            lines.append(f"  {username:10} {passwords[username]:14} {label}, {department}")
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(lines) + "\n")


def guide(fields: dict[str, str]) -> None:
    if GuidancePage.objects.filter(slug=fields["slug"]).exists():
        return
    home = HomePage.objects.get()
    lines = [escape(line) for line in fields["body"].strip().splitlines()]
    pairs = zip(lines[::2], lines[1::2], strict=True)
    body = "".join(f"<h2>{heading}</h2><p>{words}</p>" for heading, words in pairs)
    page = home.add_child(
        instance=GuidancePage(title=fields["title"], slug=fields["slug"], body=body)
    )
    page.save_revision().publish()
