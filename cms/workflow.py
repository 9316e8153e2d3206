"""The one workflow of the site."""

from wagtail.models import Page, Workflow, WorkflowPage, WorkflowTask

from cms.models import DepartmentApproval


def install(root: Page) -> None:
    """One workflow for all matters, on the index of consultations."""
    task, _is_new = DepartmentApproval.objects.get_or_create(name="审核签发")
    workflow, _is_new = Workflow.objects.get_or_create(name="部门审核")
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": workflow})
