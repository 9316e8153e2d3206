"""Department walls inside Wagtail's admin: who sees and edits which pages.

Wagtail's page permissions are given per page; opening a matter writes them for its departments.
Its chooser and explorer would still show titles of other departments, so both are filtered.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, Substr
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from cms.models import ConsultationPage
from consultation import clock, permissions
from consultation.enums import Role
from consultation.models import Consultation, Department, Membership

DRAFTING = ("add_page", "change_page")
APPROVING = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
KEEPING = ("add_image", "choose_image", "add_document", "choose_document")
REGISTERS = [
    f"{act}_{name}"
    for act in ("add", "change", "view")
    for name in ("department", "departmentalias", "membership", "procedureprofile", "calendarday",
                 "user", "siteidentity")
]  # fmt: skip
STAFF = "staff"
# Root, home, index, matter: the path of a page begins with that of its matter
MATTER_PATH = 4 * Page.steplen


def group_of(department: Department, role: Role) -> Group:
    return Group.objects.get_or_create(name=f"{department.pk}:{role.value}")[0]


def staff_group() -> Group:
    """Everybody who may enter the admin."""
    group, is_new = Group.objects.get_or_create(name=STAFF)
    if is_new:
        group.permissions.add(Permission.objects.get(codename="access_admin"))
    return group


def enrol(membership: Membership) -> None:
    """Put the person of a membership into the groups that Wagtail asks about."""
    department, role = membership.department, Role(membership.role)
    group = group_of(department, role)
    membership.user.groups.add(staff_group(), group)
    if role in (Role.DRAFTER, Role.APPROVER):
        open_collection(group, collection_of(department))
    elif role == Role.OFFICE:
        open_collection(group, Collection.get_first_root_node())
    elif role == Role.ADMINISTRATOR:
        group.permissions.add(*Permission.objects.filter(codename__in=REGISTERS))


def collection_of(department: Department) -> Collection:
    """Where a department keeps its pictures and documents."""
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=department.name).first()
    return found or root.add_child(name=department.name)


def open_collection(group: Group, collection: Collection) -> None:
    given = Permission.objects.filter(codename__in=KEEPING)
    GroupCollectionPermission.objects.bulk_create(
        [
            GroupCollectionPermission(group=group, collection=collection, permission=one)
            for one in given
        ],
        ignore_conflicts=True,
    )


def settle(user: Any, at: datetime) -> None:
    """Give a person just the groups of the memberships that hold at `at`."""
    held = Membership.objects.of(user).valid_at(at)
    wanted = {staff_group().name} if held else set()
    for membership in held.select_related("department"):
        enrol(membership)
        wanted.add(group_of(membership.department, Role(membership.role)).name)
    ours = Group.objects.filter(Q(name=STAFF) | Q(name__regex=r"^[0-9]+:"))
    user.groups.remove(*ours.exclude(name__in=wanted))


def follow(*, at: datetime) -> None:
    """Periodic: a membership opens the admin on its first day and nothing after its last."""
    group = Concat(Cast("department_id", CharField()), Value(":"), "role")
    named = Membership.objects.annotate(group=group)
    is_in = Exists(Group.objects.filter(user=OuterRef("user"), name=OuterRef("group")))
    goes_on = Exists(
        Membership.objects.valid_at(at).filter(
            user=OuterRef("user"), department=OuterRef("department"), role=OuterRef("role")
        )
    )
    begun = named.valid_at(at).filter(~is_in)
    ended = named.filter(is_in & ~goes_on, valid_until__lte=at)
    for membership in [*begun.select_related("user"), *ended.select_related("user")]:
        settle(membership.user, at)


def open_to_departments(page: ConsultationPage) -> None:
    """Write the page permissions of a matter anew: its lead and joint departments, the office."""
    consultation = page.consultation
    GroupPagePermission.objects.filter(page=page).delete()
    for department in [consultation.lead, *consultation.joint.all()]:
        grant(page, group_of(department, Role.DRAFTER), DRAFTING)
    grant(page, group_of(consultation.lead, Role.APPROVER), APPROVING)
    for department in Department.objects.filter(memberships__role=Role.OFFICE).distinct():
        grant(page, group_of(department, Role.OFFICE), APPROVING)


def grant(page: Page, group: Group, codenames: tuple[str, ...]) -> None:
    given = Permission.objects.filter(codename__in=codenames, content_type__app_label="wagtailcore")
    GroupPagePermission.objects.bulk_create(
        (
            GroupPagePermission(group=group, page=page, permission=permission)
            for permission in given
        ),
        ignore_conflicts=True,
    )


def walled(pages: Any, user: Any) -> Any:
    """`pages` without those of matters that `user`'s departments do not work on; no query yet."""
    at = clock.now()
    if permissions.is_office(user, at):
        return pages
    own = Consultation.objects.worked_on_by(permissions.departments_of(user, at))
    closed = ConsultationPage.objects.exclude(consultation__in=own).values("path")
    inside = Page.objects.alias(matter=Substr("path", 1, MATTER_PATH)).filter(matter__in=closed)
    return pages.exclude(pk__in=inside.values("pk"))
