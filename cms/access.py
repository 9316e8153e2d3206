"""Department walls inside Wagtail's admin: who sees and edits which pages.

Wagtail's page permissions are given per page; opening a matter writes them for its departments.
Its chooser and explorer would still show titles of other departments, so both are filtered.
"""

from typing import Any

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from cms.models import ConsultationIndexPage, ConsultationPage, HomePage
from consultation import clock, permissions
from consultation.enums import Role
from consultation.models import Consultation, Department, Membership

DRAFTING = ("add_page", "change_page")
APPROVING = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
STAFF = "staff"


def group_of(department: Department, role: Role) -> Group:
    return Group.objects.get_or_create(name=f"{department.pk}:{role.value}")[0]


def staff_group() -> Group:
    """Everybody who may enter the admin and pick pictures and documents."""
    group, is_new = Group.objects.get_or_create(name=STAFF)
    if is_new:
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        root = Collection.get_first_root_node()
        for codename in ("add_image", "choose_image", "add_document", "choose_document"):
            permission = Permission.objects.get(codename=codename)
            GroupCollectionPermission.objects.create(
                group=group, collection=root, permission=permission
            )
    return group


def enrol(membership: Membership) -> None:
    """Put the person of a membership into the groups that Wagtail asks about."""
    membership.user.groups.add(
        staff_group(), group_of(membership.department, Role(membership.role))
    )


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
    for permission in Permission.objects.filter(
        codename__in=codenames, content_type__app_label="wagtailcore"
    ):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def walled(pages: Any, user: Any) -> Any:
    """`pages` without those of matters that `user`'s departments do not work on."""
    at = clock.now()
    if permissions.is_office(user, at):
        return pages
    own = Consultation.objects.worked_on_by(permissions.departments_of(user, at))
    roots = ConsultationPage.objects.filter(consultation__in=own).values_list("path", flat=True)
    closed = ConsultationPage.objects.exclude(path__in=list(roots)).values_list("path", flat=True)
    for path in closed:
        pages = pages.exclude(path__startswith=path)
    return pages


def may_enter(page: Page, user: Any) -> bool:
    """Whether a page of the tree is inside the walls of `user`."""
    if isinstance(page.specific, HomePage | ConsultationIndexPage):
        return True
    return walled(Page.objects.filter(pk=page.pk), user).exists()
