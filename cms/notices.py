"""Mail to those who approve: a page was submitted and waits for them."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from consultation import permissions


def tell_approvers(*, at: datetime, task_state: int) -> None:
    """Write to the heads of the lead, but not to the author; nothing once it is decided."""
    state = TaskState.objects.filter(pk=task_state, status=TaskState.STATUS_IN_PROGRESS).first()
    page = state.workflow_state.content_object.specific if state else None
    consultation = getattr(page, "consultation", None)
    if state is None or page is None or consultation is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("A page waits for your approval: %(title)s") % {"title": page.title}
        url = settings.WAGTAILADMIN_BASE_URL + reverse("wagtailadmin_pages:edit", args=[page.pk])
        words = {"title": page.title, "kind": page.get_verbose_name(), "url": url}
        body = render_to_string("emails/approval.txt", words)
    for head in permissions.heads_of(consultation.lead, at):
        if head.pk != state.revision.user_id:
            send_mail(subject, body, None, [head.email])
