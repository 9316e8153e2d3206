"""What waits for a head: pages that others submitted."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, TaskState

from cms.models import ConsultationPage
from consultation.enums import Role
from consultation.models import Membership


def headed(user: Any, at: datetime) -> Any:
    """The memberships with which `user` signs."""
    return Membership.objects.of(user).valid_at(at).as_role(Role.APPROVER)


def pages_to_approve(user: Any, at: datetime) -> int:
    """Submitted pages of the matters that `user` heads; their own words wait for another."""
    led = ConsultationPage.objects.filter(
        consultation__lead__in=headed(user, at).values("department")
    )
    submitted = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__base_content_type=ContentType.objects.get_for_model(Page),
    ).exclude(revision__user=user)
    numbers = map(int, submitted.values_list("workflow_state__object_id", flat=True))
    roots = tuple(led.values_list("path", flat=True))
    paths = Page.objects.filter(pk__in=list(numbers)).values_list("path", flat=True)
    return sum(path.startswith(roots) for path in paths)
