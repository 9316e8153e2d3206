"""Addresses of the department's screens, under Wagtail's admin."""

from django.urls import path

from feedback.admin import (
    attachments,
    comment,
    groups,
    inbox,
    privacy,
    promises,
    queue,
    register,
    report,
    signing,
    standard,
)

app_name = "weighing"
urlpatterns = [
    path("queue/<int:pk>/", queue.queue, name="queue"),
    path("groups/<int:pk>/", groups.of_matter, name="groups"),
    path("group/<int:pk>/", groups.group, name="group"),
    path("comment/<int:pk>/", comment.comment, name="comment"),
    path("attachment/<int:pk>/", attachments.attachment, name="attachment"),
    path("comment/<int:pk>/here/", comment.here, name="here"),
    path("privacy/", privacy.waiting, name="privacy_list"),
    path("privacy/<int:pk>/", privacy.privacy, name="privacy"),
    path("referrals/", inbox.inbox, name="referrals"),
    path("referrals/overdue/", inbox.overdue, name="overdue"),
    path("signing/", signing.signing, name="signing"),
    path("report/<int:pk>/", report.report, name="report"),
    path("report/<int:pk>/file/", report.file, name="report_file"),
    path("register/<int:pk>/", register.register, name="register"),
    path("reasons/", standard.reasons, name="reasons"),
    path("promises/", promises.promises, name="promises"),
]
