"""Approval of pages: a head of the lead department, never the author of the words."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task

from consultation import clock, outbox, permissions
from consultation.models import Consultation


def consultation_of(page: Any) -> Consultation | None:
    return getattr(page.specific, "consultation", None)


def may_approve(page: Any, user: Any) -> bool:
    """Heads of the lead and the office approve; nobody approves their own revision."""
    consultation = consultation_of(page)
    revision = page.latest_revision
    if consultation is None or (revision and revision.user_id == user.pk):
        return False
    at = clock.now()
    return permissions.can_approve(user, consultation, at) or permissions.is_office(user, at)


class DepartmentApproval(Task):
    """The stock group task would let the author approve; this one does not, superusers included."""

    class Meta:
        verbose_name = _("approval by the department")

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        task_state = super().start(workflow_state, user=user)
        outbox.write(topic="page.submitted", at=clock.now(), task_state=task_state.pk)
        return task_state

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not may_approve(obj, user)

    def user_can_access_editor(self, page: Any, user: Any) -> bool:
        return may_approve(page, user)

    def page_locked_for_user(self, page: Any, user: Any) -> bool:
        return not may_approve(page, user)

    def get_actions(self, page: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not may_approve(page, user):
            return []
        return [
            ("reject", _("Send back with a note"), True),
            ("approve", _("Approve and publish"), False),
        ]

    def on_action(self, task_state: Any, user: Any, action_name: str, **options: Any) -> None:
        """The actions are offered only to those who may; asked for anyway, they are refused."""
        page = task_state.workflow_state.content_object
        permissions.require(may_approve(page, user))
        super().on_action(task_state, user, action_name, **options)

    def get_task_states_user_can_moderate(self, user: Any, **options: Any) -> Any:
        states = self.task_states.filter(status="in_progress")
        kind = ContentType.objects.get_for_model(Page)
        found = [
            state.pk
            for state in states.select_related("workflow_state", "revision")
            if state.workflow_state.base_content_type_id == kind.pk
            and may_approve(state.workflow_state.content_object, user)
        ]
        return states.filter(pk__in=found)
